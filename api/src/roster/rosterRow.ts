/** One line of a roster as it stands there. */
export interface RosterRow {
  /** As an editor counts; of its first line when a cell has several. */
  line: number;
  /** Without blanks around them. */
  cells: string[];
}
