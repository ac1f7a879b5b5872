/** A dashboard as we think of it; `boardJson` writes it as Grafana reads it. */
export interface Board {
  /** In its address; never changes. */
  uid: string;
  title: string;
  /** What it is for, in one sentence. */
  description: string;
  rows: readonly BoardRow[];
  /** A text that the reader gives, as `$name` in statements. */
  asks?: { name: string; label: string };
}

export interface BoardRow {
  title: string;
  panels: readonly Panel[];
}

export type Panel = MetricPanel | RecordPanel;

/** Drawn from Prometheus. */
export interface MetricPanel {
  kind: 'number' | 'lines';
  title: string;
  unit: 'short' | 's' | 'percentunit' | 'reqps' | 'bytes';
  queries: readonly { expr: string; legend?: string }[];
  /** From which value on it is orange, and red. */
  worry?: { orange: number; red: number };
}

/** A table read from the database of the api. */
export interface RecordPanel {
  kind: 'table';
  title: string;
  sql: string;
}
