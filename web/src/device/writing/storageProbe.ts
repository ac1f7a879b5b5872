import { openDB } from 'idb';

const name = 'invigil-device-check';
/** Less room than this is not enough for an exam's texts and pictures. */
const leastBytes = 20 * 1024 * 1024;
const patienceMs = 4_000;

/** Whether this browser keeps what is typed: it is written, read back, and the room for more is asked for. */
export async function keepsTexts(text: string): Promise<boolean> {
  try {
    return await Promise.race([writeAndRead(text), late()]);
  } catch (fault) {
    console.warn('the browser keeps nothing for this page', fault);
    return false;
  }
}

/** What was kept last; undefined where nothing was, or nothing is. */
export async function keptText(): Promise<string | undefined> {
  const database = await open();
  const kept: unknown = await database.get('texts', 'draft');
  database.close();
  return typeof kept === 'string' ? kept : undefined;
}

async function writeAndRead(text: string): Promise<boolean> {
  const database = await open();
  await database.put('texts', text, 'draft');
  database.close();
  const isBack = (await keptText()) === text;
  const { quota = leastBytes } = (await navigator.storage?.estimate()) ?? {};
  return isBack && quota >= leastBytes;
}

function open() {
  return openDB(name, 1, {
    upgrade: (database) => {
      database.createObjectStore('texts');
    },
  });
}

/** A database that another page blocks neither opens nor fails. */
function late(): Promise<boolean> {
  return new Promise((resolve) => setTimeout(() => resolve(false), patienceMs));
}
