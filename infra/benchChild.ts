import { type AskHandlers, type AskTable, answerQuestion } from '@invigil/contract/benchQuestions';

/** Answers the bench that started this process, and closes once when told to end or when the bench is gone. */
export function answerBench<T extends AskTable>(
  table: T,
  handlers: AskHandlers<T>,
  { close }: { close: () => Promise<void> },
): void {
  process.on('message', (message) => {
    void answerQuestion(table, handlers, message).then((answer) => process.send?.(answer));
  });
  let closing = false;
  const end = async () => {
    if (closing) return;
    closing = true;
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
  process.once('disconnect', () => void end());
}
