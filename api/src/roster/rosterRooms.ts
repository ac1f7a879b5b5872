import type { ExamId, RoomId } from '@invigil/contract/ids';
import type { Language } from '@invigil/contract/roles';
import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../newId.ts';
import { Room } from '../rooms/room.ts';
import type { RosterLine } from './rosterImport.ts';

const firstRoom: Readonly<Record<Language, string>> = { fr: 'Salle 1', en: 'Room 1' };

/** The rooms of one exam as a roster names them, and those that it would add. */
export class RosterRooms {
  /** What is to be added, in the order of the file. */
  readonly made: { id: RoomId; name: string }[] = [];
  readonly #ids = new Map<string, RoomId>();
  /** Where those go who are given no room; there is none when it could be one of several. */
  #usual: RoomId | undefined;

  static async of(
    em: EntityManager,
    exam: ExamId,
    { lines, language }: { lines: readonly RosterLine[]; language: Language },
  ): Promise<RosterRooms> {
    const rooms = new RosterRooms();
    for (const { id, name } of await em.find(Room, { exam }, { orderBy: { name: 'asc' } })) {
      rooms.#ids.set(keyOf(name), id);
    }
    for (const { room } of lines) if (room !== null) rooms.#add(room);
    if (rooms.#ids.size === 0 && lines.length > 0) rooms.#add(firstRoom[language]);
    rooms.#usual = rooms.#ids.size === 1 ? [...rooms.#ids.values()][0] : undefined;
    return rooms;
  }

  /** @param name null for the usual room. */
  idOf(name: string | null): RoomId | undefined {
    return name === null ? this.#usual : this.#ids.get(keyOf(name));
  }

  #add(name: string): void {
    if (this.#ids.has(keyOf(name))) return;
    const id = newId<RoomId>();
    this.#ids.set(keyOf(name), id);
    this.made.push({ id, name });
  }
}

/** One room, however its name is capitalised and spaced. */
const keyOf = (name: string) => name.normalize('NFC').toLowerCase().replace(/\s+/g, ' ');
