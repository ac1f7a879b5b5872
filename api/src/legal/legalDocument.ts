import { legalKinds } from '@invigil/contract/legalKinds';
import { languages } from '@invigil/contract/roles';
import type { LegalDocument as LegalDocumentReply } from '@invigil/contract/routes/legal';
import { defineEntity, p } from '@mikro-orm/core';

const LegalDocumentSchema = defineEntity({
  name: 'LegalDocument',
  properties: {
    id: p.uuid().primary(),
    kind: p.enum(legalKinds),
    version: p.integer(),
    language: p.enum(languages),
    title: p.text(),
    text: p.text(),
    publishedAt: p.datetime(3),
  },
});

/** One version of a document in one language. The current version is the highest; one that was published never changes. */
export class LegalDocument extends LegalDocumentSchema.class {
  asReply(): LegalDocumentReply {
    const { kind, version, language, title, text, publishedAt } = this;
    return { kind, version, language, title, text, publishedAt: publishedAt.toISOString() };
  }
}
LegalDocumentSchema.setClass(LegalDocument);
