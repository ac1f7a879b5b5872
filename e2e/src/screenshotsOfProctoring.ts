import type { Page } from 'playwright-core';
import type { CandidateDesk } from './exam-day/candidateDesk.ts';
import type { ProctorConsole } from './proctor/proctorConsole.ts';
import { ProctorStage } from './proctor/proctorStage.ts';
import type { Language } from './support/browsers.ts';
import { untilState } from './support/people.ts';
import { untilMoving } from './support/pictures.ts';

type Photograph = (page: Page, name: string, language: Language) => Promise<void>;

const names: Record<Language, { proctor: string; colleague: string; candidates: [string, ...string[]] }> = {
  en: { proctor: 'Paula Proctor', colleague: 'Ben Baker', candidates: ['Alice Archer', 'Noah Nolan', 'Ruth Reed'] },
  fr: { proctor: 'Pauline Preuve', colleague: 'Bruno Bel', candidates: ['Amélie Aubry', 'Noé Nadal', 'Rose Renan'] },
};
const pasted: Record<Language, string> = {
  en: ' As the court held in an earlier case, consent must be given freely.',
  fr: ' Comme l’a jugé la cour, le consentement doit être donné librement.',
};

/** A proctor’s work from the waiting wall to the file of a sitting, and what the candidate meets of it. */
export async function photographProctoring(photograph: Photograph, languages: readonly Language[]): Promise<void> {
  const stage = await ProctorStage.start();
  try {
    for (const language of languages) await photographOne(stage, photograph, language);
  } finally {
    await stage.close();
  }
}

async function photographOne(stage: ProctorStage, photograph: Photograph, language: Language): Promise<void> {
  const [one, colleague, supervisor] = await Promise.all([
    stage.colleague(names[language].proctor, 'proctor', language),
    stage.colleague(names[language].colleague, 'proctor', language),
    stage.colleague('Sam Super', 'admin', language),
  ]);
  const exam = await stage.exam({}, [one, colleague]);
  const [name, ...others] = names[language].candidates;
  const writer = await stage.day.writer(exam, { name, language });
  for (const other of others) await stage.day.enrolled(exam, { name: other });
  const proctor = await stage.console(one, exam, language);
  const { page } = proctor;
  await page.getByText(name).first().waitFor();
  await untilState(page.getByTestId('live-link'), 'live');
  await photograph(page, 'proctor-empty', language);

  const desk = await stage.desk(writer, language);
  await desk.begin();
  await desk.type(language === 'fr' ? 'Le contrat lie ses parties.' : 'A contract binds its parties.');
  await paste(stage, desk, pasted[language]);
  await desk.saved();
  await untilMoving(proctor.tile(writer.sittingId).getByTestId('tile-screen'), 'the screen tile');
  await photograph(page, 'proctor-wall', language);
  await page.getByTestId('open-incidents').click();
  await page.getByTestId('incident').first().waitFor();
  await photograph(page, 'proctor-incident', language);
  await page.getByTestId('open-incidents').click();

  await proctor.look(writer.sittingId);
  await untilMoving(page.getByTestId('focus-screen'), 'the focused screen', { minWidth: 800 });
  await photograph(page, 'proctor-focus', language);
  await desk.page.getByTestId('open-conversation').click();
  await desk.page.getByTestId('hand').click();
  await proctor.facts.getByTestId('hand').waitFor();
  await proctor.tab('conversation');
  await photograph(page, 'proctor-conversation', language);
  await proctor.ask('paused');
  await photograph(page, 'proctor-action', language);
  await proctor.confirm();
  await photograph(page, 'proctor-paused', language);
  await photograph(desk.page, 'proctor-candidate-paused', language);
  await proctor.act('resumed');
  await desk.isWriting();
  await desk.handIn();
  await desk.receipt(30_000);

  await page.goto(`${stage.day.url}/rooms/${exam.roomId}/reviews`);
  await page.getByTestId('reviews').waitFor();
  await photograph(page, 'proctor-reviews', language);
  await page.getByTestId('open-file').first().click();
  await page.getByTestId('record').waitFor();
  await photograph(page, 'proctor-review', language);
  await photographSupervision(await stage.member(supervisor, language), stage.day.url, photograph, language);
  await Promise.all([page.context().close(), desk.page.context().close()]);
}

async function photographSupervision(
  { page }: ProctorConsole,
  url: string,
  photograph: Photograph,
  language: Language,
): Promise<void> {
  await page.goto(`${url}/supervision`);
  await page.getByTestId('supervision').waitFor();
  await photograph(page, 'proctor-supervision', language);
  await page.context().close();
}

async function paste(stage: ProctorStage, desk: CandidateDesk, text: string): Promise<void> {
  const permissions = ['camera', 'microphone', 'clipboard-read', 'clipboard-write'];
  await desk.page.context().grantPermissions(permissions, { origin: stage.day.url });
  await desk.page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await desk.page.keyboard.press('ControlOrMeta+v');
}
