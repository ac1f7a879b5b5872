import { createHash, randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { AnswerFileId, PageId, QuestionId, SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { discard, type Files } from '../files/discard.ts';
import { fileKindOf, nameOfKind } from '../files/fileKind.ts';
import { newId } from '../newId.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { mustBeWritable } from '../writing/mustBeWritable.ts';
import { findMySitting, lockMySitting } from '../writing/mySitting.ts';
import { Answer } from './answer.ts';
import { AnswerFile } from './answerFile.ts';

/** Who changes files, from which page, and when their request came. */
export interface FileChange {
  account: Account;
  sittingId: SittingId;
  pageId: PageId;
  now: Date;
  address: string;
}

/**
 * Adds a file to an answer, whose content lists it from then on. Its bytes are stored before its row is, so that no row is
 * ever without; whoever fails removes them.
 * @throws {AppError} notFound, invalid for a question of another kind, fileTypeRefused, fileUnreadable, tooManyFiles and
 * what `mustBeWritable` throws.
 */
export async function addAnswerFile(
  em: EntityManager,
  store: Files,
  change: FileChange & { questionId: QuestionId; fileName: string; bytes: Buffer },
): Promise<AnswerFile> {
  const { questionId, bytes } = change;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // Looked at before anything is written, and again when nobody else can change it.
  const known = await mayAdd(em, await findMySitting(em, change), { ...change, sha256 });
  if (known) return known;
  const kind = fileKindOf(bytes);
  const id = newId<AnswerFileId>();
  const storageKey = `answers/${change.sittingId}/${id}`;
  try {
    await store.files.put(storageKey, bytes);
    const file = await em.fork().transactional(async (tx) => {
      const sitting = await lockMySitting(tx, change);
      const same = await mayAdd(tx, sitting, { ...change, sha256 });
      if (same) return same;
      const added = tx.create(AnswerFile, {
        id,
        sitting,
        questionId,
        fileName: nameOfKind(change.fileName, kind),
        mediaType: kind.mediaType,
        byteSize: bytes.length,
        sha256,
        storageKey,
        uploadedAt: change.now,
      });
      await tx.flush();
      await listFiles(tx, sitting, questionId, change.now);
      tell(tx, change, 'answerFileAdded', added);
      return added;
    });
    if (file.id !== id) await discard(store, storageKey);
    return file;
  } catch (error) {
    await discard(store, storageKey);
    throw error;
  }
}

/** Marks a file as removed; its bytes stay, as what was written does. @throws {AppError} notFound and as `mustBeWritable`. */
export async function removeAnswerFile(
  em: EntityManager,
  change: FileChange & { fileId: AnswerFileId },
): Promise<void> {
  await em.fork().transactional(async (tx) => {
    const sitting = await lockMySitting(tx, change);
    const file = await tx.findOne(AnswerFile, { id: change.fileId, sitting });
    if (!file) throw new AppError({ code: 'notFound' });
    if (file.removedAt) return;
    mustBeWritable(sitting, change.pageId, change.now);
    file.removedAt = change.now;
    await tx.flush();
    await listFiles(tx, sitting, file.questionId, change.now);
    tell(tx, change, 'answerFileRemoved', file);
  });
}

/** The file of one's own that was not removed. @throws {AppError} notFound. */
export async function findAnswerFile(
  em: EntityManager,
  { account, sittingId, fileId }: { account: Account; sittingId: SittingId; fileId: AnswerFileId },
): Promise<AnswerFile> {
  const sitting = await findMySitting(em, { sittingId, account });
  const file = await em.findOne(AnswerFile, { id: fileId, sitting, removedAt: null });
  if (!file) throw new AppError({ code: 'notFound' });
  return file;
}

/** The same file, when the answer has it already. */
async function mayAdd(
  em: EntityManager,
  sitting: Sitting,
  { questionId, sha256, pageId, now }: { questionId: QuestionId; sha256: string; pageId: PageId; now: Date },
): Promise<AnswerFile | undefined> {
  const question = sitting.exam.asked().find((one) => one.questionId === questionId);
  if (!question) throw new AppError({ code: 'notFound' });
  if (question.kind !== 'file') {
    throw new AppError({ code: 'invalid', issues: [{ path: 'questionId', message: 'must ask for files' }] });
  }
  const present = await em.find(AnswerFile, { sitting, questionId, removedAt: null });
  const same = present.find((file) => file.sha256 === sha256);
  if (same) return same;
  mustBeWritable(sitting, pageId, now);
  const most = limits.filesPerAnswer;
  if (present.length >= most) throw new AppError({ code: 'tooManyFiles', most });
  return undefined;
}

/** Makes the answer's content what its files are, so that a page need not save it. */
async function listFiles(tx: EntityManager, sitting: Sitting, questionId: QuestionId, now: Date): Promise<void> {
  const present = await tx.find(
    AnswerFile,
    { sitting, questionId, removedAt: null },
    { orderBy: { uploadedAt: 'asc', id: 'asc' } },
  );
  const content = { kind: 'file' as const, fileIds: present.map(({ id }) => id) };
  const saved = { content, savedAt: now, saveId: randomUUID() };
  const answer = await tx.findOne(Answer, { sitting, questionId });
  if (answer) tx.assign(answer, { ...saved, revision: answer.revision + 1 });
  else tx.create(Answer, { sitting, questionId, ...saved, revision: 1, text: '' });
}

function tell(
  tx: EntityManager,
  { account, sittingId, now, address }: FileChange,
  action: 'answerFileAdded' | 'answerFileRemoved',
  { id, fileName }: AnswerFile,
): void {
  audit(tx, {
    at: now,
    actorId: account.id,
    address,
    action,
    subjectId: sittingId,
    facts: { fileName, fileId: id },
  });
}
