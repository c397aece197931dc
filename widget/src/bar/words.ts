const EN = {
  share: "Share",
  copy: "Copy link",
  clean: "Clean link",
  cleanName: "Copy clean link",
  email: "E-mail",
  native: "More…",
  copied: "Link copied",
  cleanCopied: "Clean link copied",
  failed: "Copy this link: ",
  note: "Links carry a tag: which button, how many hands. Nothing about you.",
  agree: "Count what becomes of this link (a random number is added to it)",
  opens: ", new window",
};

export type Words = typeof EN;

const FR: Words = {
  share: "Partager",
  copy: "Copier le lien",
  clean: "Sans étiquette",
  cleanName: "Copier le lien sans étiquette",
  email: "E-mail",
  native: "Plus…",
  copied: "Lien copié",
  cleanCopied: "Lien sans étiquette copié",
  failed: "Copiez ce lien : ",
  note: "Les liens portent une étiquette : quel bouton, combien de mains. Rien sur vous.",
  agree: "Compter ce que devient ce lien (un numéro tiré au hasard s’y ajoute)",
  opens: ", nouvelle fenêtre",
};

export const wordsOf = (lang: string): Words => (/^fr\b/i.test(lang) ? FR : EN);
