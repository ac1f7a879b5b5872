import { AppError } from '@invigil/contract/errors';
import { audit } from '../audit/auditEntry.ts';
import { isCopy } from '../dashboard/dashboard.ts';
import type { Handlers } from '../http/handlers.ts';
import { Copy } from '../sittings/copy.ts';
import { Sitting } from '../sittings/sitting.ts';

export const copyHandlers: Pick<Handlers, 'myCopy'> = {
  async myCopy({ em, session: { account }, params, now, address }) {
    const sitting = await em.findOne(Sitting, { id: params.sittingId, candidate: account }, { populate: ['exam'] });
    const copy = sitting && (await em.findOne(Copy, { sitting }));
    if (!sitting || sitting.exam.state === 'draft' || !isCopy({ state: sitting.state, hasCopy: copy !== null })) {
      throw new AppError({ code: 'notFound' });
    }
    audit(em, { at: now, actorId: account.id, address, action: 'copyOpened', subjectId: sitting.id });
    const { id, state, submittedAt, exam } = sitting;
    const frozenAt = copy?.frozenAt ?? null;
    return {
      sittingId: id,
      state,
      exam: { ...exam.asHeading(), kind: exam.kind },
      submittedAt: (submittedAt ?? frozenAt)?.toISOString() ?? null,
      synchronising: frozenAt === null,
      text: copy?.text ?? '',
    };
  },
};
