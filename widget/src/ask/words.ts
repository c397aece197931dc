/** What is sent, and what is shown for it. The names are those of `penombre/select/question.py`. */
export type Choices = Record<string, string>;

/** The order of these is drawn; the last stays last. `decoy` is what the site never did. */
const EN = {
  question: "How did you come to this page?",
  answers: {
    sent: "Somebody sent me the link",
    feed: "I saw it posted on social media",
    searched: "I searched for it",
    typed: "I typed it, or had a bookmark",
    newsletter: "A newsletter linked to it",
    assistant: "An AI assistant named it",
    document: "A document or a QR code",
    decoy: "A radio spot",
    forgotten: "I don’t remember",
  } as Choices,
  byWhat: "How was it sent?",
  other: "Another way",
  toWhom: "To whom?",
  audiences: { alone: "To me alone", small_group: "To a small group", large_group: "To a large group" } as Choices,
  no: "No, thank you",
  enough: "That is all",
  note: "Optional. No name, no cookie: the answer is counted, not you.",
  thanks: "Thank you.",
};

export type Words = typeof EN;

const FR: Words = {
  question: "Comment cette page est‑elle arrivée jusqu’à vous ?",
  answers: {
    sent: "On m’a envoyé le lien",
    feed: "Vue publiée sur un réseau social",
    searched: "Trouvée par une recherche",
    typed: "Adresse tapée ou favori",
    newsletter: "Par une lettre d’information",
    assistant: "Citée par un assistant IA",
    document: "Par un document ou un code QR",
    decoy: "Par une annonce à la radio",
    forgotten: "Je ne sais plus",
  },
  byWhat: "Par quel moyen ?",
  other: "Autrement",
  toWhom: "À qui ?",
  audiences: { alone: "À moi seulement", small_group: "À un petit groupe", large_group: "À un grand groupe" },
  no: "Non merci",
  enough: "C’est tout",
  note: "Facultatif. Ni nom ni cookie : la réponse est comptée, pas vous.",
  thanks: "Merci.",
};

const APPS = ["WhatsApp", "Facebook Messenger", "Telegram", "Signal", "Instagram", "Snapchat", "Discord", "SMS", "E-mail", "Slack", "Microsoft Teams"];

export const wordsOf = (lang: string): Words => (/^fr\b/i.test(lang) ? FR : EN);

/** Names as people say them. */
export const apps = ({ other }: Words): Choices =>
  Object.fromEntries([...APPS.map((app) => [app, app.replace(/Facebook |Microsoft /, "")]), ["other", other]]);
