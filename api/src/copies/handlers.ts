import { AppError } from '@invigil/contract/errors';
import { Answer } from '../answers/answer.ts';
import { audit } from '../audit/auditEntry.ts';
import { isCopy } from '../dashboard/dashboard.ts';
import type { Handlers } from '../http/handlers.ts';
import { Sitting } from '../sittings/sitting.ts';
import { readCopy } from './readCopy.ts';

export const copyHandlers: Pick<Handlers, 'myCopy'> = {
  async myCopy({ em, session: { account }, params, now, address }) {
    const sitting = await em.findOne(Sitting, { id: params.sittingId, candidate: account }, { populate: ['exam'] });
    const answers = sitting ? await em.find(Answer, { sitting }) : [];
    if (!sitting || sitting.exam.state === 'draft' || !isCopy({ state: sitting.state, hasCopy: answers.length > 0 })) {
      throw new AppError({ code: 'notFound' });
    }
    audit(em, { at: now, actorId: account.id, address, action: 'copyOpened', subjectId: sitting.id });
    const { id, state, submittedAt, frozenAt, exam } = sitting;
    return {
      sittingId: id,
      state,
      exam: { ...exam.asHeading(), kind: exam.kind },
      submittedAt: (submittedAt ?? frozenAt)?.toISOString() ?? null,
      synchronising: !frozenAt,
      ...(await readCopy(em, sitting, answers)),
    };
  },
};
