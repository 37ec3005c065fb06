// The numbers and words of the ranking, from src/search/ranking.yaml: `UPDATE=1 cargo test ranking`
// writes this file.

export const FIT_WHOLE = 160;
export const FIT_START = 70;
export const FIT_WORD = 55;
export const FIT_INSIDE = 40;
export const FIT_TAIL = 8;
export const FIT_WORDS = 35;
export const FIT_BOTH = 35;
export const FIT_SHARE = 20;
export const FIT_LETTER = 4;
export const FIT_LETTERS = 40;
export const FIT_LABEL = 120;
export const FIT_IDENTIFIER = 80;
export const FIT_SIGNATURE = 50;
export const FIT_SIGNATURE_WORD = 3;
export const FIT_SIGNATURE_WORDS = 30;
export const FIT_MISTYPED_LONG = 110;
export const FIT_MISTAKE_LONG = 15;
export const FIT_MISTYPED = 60;
export const FIT_MISTAKE = 8;
export const FIT_MISTYPED_INSIDE = 30;
export const FIT_MISTAKE_INSIDE = 6;
export const FIT_MISTYPED_WORDS = 15;
export const FIT_MISTYPED_SHARE = 10;
export const SIGNATURE_WORTH = 0.5;
export const LONG = 8;
export const SHORTEST_START = 2;
export const SHORTEST_PART = 3;
export const SHORTEST_SIGNATURE = 6;
export const MOST_OTHER_LETTERS = 2;
export const SECTION = 0.4;
export const ALL_WORDS = 3;
export const TOGETHER = 8;
export const QUOTED = 20;
export const EXACT = 30;
export const MENTIONED = 100;
export const LEAST_SHARE = 0.4;
export const LEAST_SHARE_NAMED = 0.24;
export const LEAST_SHARE_PASTED = 0.2;
export const COMPLETIONS = 16;
export const CORRECTIONS = 8;
export const CORRECTED = 0.6;
export const WIDER = 1.2;
export const PART = 0.5;
export const HALF = 0.9;
export const COMPLETED = 0.4;
export const COMPLETED_SHARE = 0.4;
export const CORRECTED_TWICE = 0.4;
export const UNCOVERED = 0.7;
export const COVERED = 0.3;
export const SYNONYM = 0.5;
export const SYNONYM_RARE = 1;
export const PHRASE = 1;
export const PHRASE_RARE = 1.7;
export const OTHER_NUMBER = 0.3;
export const MEANT = 0.95;
export const PASTED_CHUNKS = 9;
export const LINE_CHUNKS = 5;
export const PASTED_LENGTH = 60;
export const PASTED_CHUNKS_LONG = 5;
export const PASTED_WORDS = 10;
export const TYPED_WORDS = 24;
export const ALERT_LABEL = 'alertname';
export const PARTICLES = [
  'in on',
].join(' ').split(' ');
export const LOG_STOP = [
  'alertname alerts annotations apr aug caller component dec feb file fingerprint fri http https info',
  'jan job jul jun labels level log logger mar may mon msg nov oct sat sep severity startsat status',
  'sun thu time ts tue wed www',
].join(' ').split(' ');
export const STOP = [
  'a an and are as at be by can do does for from has have how i if in into is it its me my of on or',
  'our should so that the their then there these this to was we what when where which why will with',
  'you',
].join(' ').split(' ');
export const BY_NAME = 12;
export const BY_IDENTIFIER = 3;
export const BY_SIGNATURE = 3;
export const BY_GRAMS = 12;
export const BY_TEXT = 10;
export const SIGNED = 5;
export const IDENTIFIERS = 8;
export const GRAMS = 8;
export const LONGEST_HEADING = 64;
export const MOST_HEADINGS = 12;
export const SURE_LETTERS = 3;
export const HEADING_WORTH = 0.5;
export const EXCERPT = 180;
export const EXCERPT_LEAD = 50;
export const LONGEST_WORD = 40;
export const LONGEST_JOINED = 60;
