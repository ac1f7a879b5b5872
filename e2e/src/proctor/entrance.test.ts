import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CandidateDesk } from '../exam-day/candidateDesk.ts';
import type { OpenExam, Writer } from '../exam-day/examDayStage.ts';
import { barriers } from '../support/accessibility.ts';
import { untilState } from '../support/people.ts';
import { until } from '../support/until.ts';
import type { ProctorConsole } from './proctorConsole.ts';
import { ProctorStage } from './proctorStage.ts';

const minute = 60_000;

/** An exam that nobody enters unseen, after its time to start: a French proctor at the door, each test going on from the one before it. */
describe('nobody enters unseen', () => {
  let stage: ProctorStage;
  let exam: OpenExam;
  let late: Writer;
  let absent: Writer;
  let desk: CandidateDesk;
  let proctor: ProctorConsole;

  beforeAll(async () => {
    stage = await ProctorStage.start();
    const opensAt = new Date(Date.now() - 10 * minute).toISOString();
    const porter = await stage.colleague('Paul Porte', 'proctor', 'fr');
    exam = await stage.exam({ opensAt, rules: { admission: true, lateEntryMinutes: 5 } }, [porter]);
    late = await stage.day.writer(exam, { name: 'Lena Late' });
    absent = await stage.day.writer(exam, { name: 'Abel Absent' });
    [desk, proctor] = await Promise.all([stage.desk(late, 'en'), stage.console(porter, exam, 'fr')]);
  });

  afterAll(async () => {
    await stage?.close();
  });

  /** What stands in the way of a start at the window of the exam, by its code. */
  async function windowGate({ http, sittingId }: Writer): Promise<string | undefined> {
    const { gates } = await http.call('sittingEntry', { params: { sittingId } });
    return gates.find(({ gate }) => gate === 'window')?.error?.code;
  }

  test('a late start is allowed to one, and to nobody else', async () => {
    expect(await windowGate(late)).toBe('lateEntryClosed');
    await proctor.look(late.sittingId);
    await proctor.ask('lateEntryAllowed');
    expect(await proctor.barriers()).toEqual([]);
    await proctor.confirm();
    await desk.page.getByTestId('notice-lateEntryAllowed').getByText('lets you start late').waitFor();
    await untilState(desk.page.getByTestId('gate-window'), 'done');
    expect(await windowGate(late)).toBeUndefined();
    expect(await windowGate(absent)).toBe('lateEntryClosed');
    await desk.page.getByTestId('notice-lateEntryAllowed').getByTestId('notice-seen').click();
    await proctor.leave();
  });

  test('who has shared everything waits in the lobby, and both sides see each other', async () => {
    await desk.prepare();
    await desk.page.locator('[data-testid=lobby][data-entered=true]').waitFor();
    expect(await desk.page.getByTestId('start-exam').isDisabled()).toBe(true);
    expect(await barriers(desk.page)).toEqual([]);
    const door = proctor.page.getByTestId('lobby-open');
    await until(async () => ((await door.innerText()).includes('1') ? undefined : 'nobody waits for the proctor'));
    await proctor.keys.press(door, { back: true });
    await proctor.page.getByTestId('lobby-candidate').getByText('Lena Late').first().waitFor();
    expect(await proctor.barriers()).toEqual([]);
    await proctor.keys.press(proctor.page.getByTestId('lobby-look'));
    await proctor.page.getByTestId('identity-check').waitFor();
    await untilState(proctor.focus.getByTestId('focus-link-webcam'), 'live');
    expect(await proctor.barriers()).toEqual([]);
  });

  test('the document is asked for, shown to the webcam, and the candidate is let in and starts', async () => {
    await proctor.keys.press(proctor.page.getByTestId('ask-document'));
    await proctor.tell({});
    await proctor.confirm();
    const asked = desk.page.getByTestId('notice-viewRequested');
    await asked.getByText('asks to see your identity document').waitFor();
    await asked.getByTestId('view-shown').click();
    await proctor.page.getByTestId('identity-check').getByText('Dit la présenter').waitFor();
    await proctor.keys.press(proctor.page.getByTestId('admit'));
    await proctor.tell({});
    await proctor.confirm();
    await desk.page.getByTestId('notice-admitted').getByText('has let you in').waitFor();
    await untilState(desk.page.getByTestId('gate-admission'), 'done');
    await desk.start();
    await desk.type('Late, and still written.');
    await desk.saved();
    await proctor.untilState(/Compose/);
  });

  test('what is written stays hidden where the exam does not allow it', async () => {
    await proctor.tab('work');
    await proctor.page.getByTestId('work').getByText('mots').waitFor();
    expect(await proctor.page.getByTestId('read-work').count()).toBe(0);
    await proctor.leave();
  });

  test('who did not come is marked, and the mark is taken back', async () => {
    await proctor.look(absent.sittingId);
    await proctor.act('noShowMarked');
    await proctor.untilState(/Absent/);
    expect((await absent.http.call('sittingEntry', { params: { sittingId: absent.sittingId } })).state).toBe('noShow');
    await proctor.undo();
    await proctor.untilState(/Pas encore là/);
    expect((await absent.http.call('sittingEntry', { params: { sittingId: absent.sittingId } })).state).toBe(
      'scheduled',
    );
    expect(stage.faults).toEqual([]);
  });
});
