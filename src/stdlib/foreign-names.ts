/**
 * What functions are called elsewhere, in SQL, spreadsheets, JavaScript, Python and the formulas of CRM systems, and how
 * the same is said here. Data; the text goes into the help of `unknown-function`.
 */

/** How a name is looked for: in small letters, without underscores. */
export const FOREIGN_NAMES: Readonly<Record<string, string>> = {
  ...sameAs('`lower`', 'tolower tolowercase lcase lowercase downcase casefold'),
  ...sameAs('`upper`', 'toupper touppercase ucase uppercase upcase'),
  ...sameAs('`title_case`', 'initcap proper title totitlecase propercase capitalize capitalise'),
  ...sameAs('`trim`', 'strip btrim alltrim ltrim rtrim lstrip rstrip trimstart trimend trimleft trimright'),
  ...sameAs('`collapse`', 'squish normalizespace simplify squeeze'),
  ...sameAs('`pad_start`', 'lpad padleft padstart rjust zfill leftpad'),
  ...sameAs('`pad_end`', 'rpad padright padend ljust rightpad'),
  ...sameAs('`truncate`, of the first characters', 'left cut limit shorten maxlength'),
  ...sameAs('`substring(value, skip, length)`', 'substr mid slice'),
  ...sameAs('`length`', 'len charlength characterlength strlen'),
  ...sameAs('`length` of a text, `count` of a list', 'size'),
  ...sameAs('`contains`', 'includes instr indexof charindex strpos position find locate has'),
  ...sameAs('`starts_with`', 'startswith beginswith begins hasprefix'),
  ...sameAs('`ends_with`', 'endswith hassuffix'),
  ...sameAs('`unaccent`', 'removeaccents stripaccents removediacritics asciifold deburr'),
  ...sameAs('`slug`', 'slugify parameterize'),
  ...sameAs('`digits`', 'onlydigits keepdigits'),
  ...sameAs('`split`', 'stringsplit tokenize splitpart'),
  ...sameAs('`join`', 'implode stringagg listagg groupconcat textjoin arraytostring'),
  ...sameAs('`lines`', 'splitlines'),
  ...sameAs('`replace`', 'substitute replaceall translate gsub'),
  ...sameAs(
    '`matches`',
    'regexpmatches regexplike regexpmatch regexmatch regexmatches rlike ismatch test like ilike',
  ),
  ...sameAs('`extract`', 'regexpextract regexextract regexpsubstr regexpsubstring regexfind'),
  ...sameAs('`extract_all`', 'regexpextractall findall matchall scan'),
  ...sameAs('`replace_pattern`', 'regexpreplace regexreplace resub pregreplace replaceregex replaceregexp'),
  ...sameAs('`split_pattern`', 'regexpsplit regexsplit regexpsplittoarray resplit pregsplit'),
  ...sameAs('`text`, out of HTML', 'striphtml striptags htmltotext html2text plaintext html2plaintext'),
  ...sameAs('`html`', 'htmlescape escapehtml escape texttohtml nl2br plaintext2html htmlencode'),
  ...sameAs('`url`', 'normalizeurl urlnormalize cleanurl website'),
  ...sameAs('`host`', 'hostname domain urlhost getdomain emaildomain'),
  ...sameAs('`email`', 'normalizeemail emailnormalize mail'),
  ...sameAs('`phone`', 'normalizephone formatphone e164 telephone'),
  ...sameAs('`sha256`', 'hash sha2 digest hashbytes checksum sha256sum'),
  ...sameAs('`md5`', 'md5sum'),
  ...sameAs('`content`', 'base64decode frombase64 b64decode unbase64 atob decode'),
  ...sameAs('`binary`, which makes a file of a text', 'base64encode tobase64 b64encode btoa encode'),
  ...sameAs('`json`', 'tojson jsonencode jsonstringify stringify jsondumps dumps'),
  ...sameAs('`int`', 'integer parseint toint tointeger bigint cint'),
  ...sameAs('`decimal`', 'parsedecimal todecimal numeric number tonumber'),
  ...sameAs('`float`', 'parsefloat tofloat double todouble'),
  ...sameAs('`boolean`', 'bool tobool toboolean parsebool'),
  ...sameAs('a text with a hole, `"{value}"`', 'string str tostring tochar totext varchar'),
  ...sameAs('`ceil`', 'ceiling roundup'),
  ...sameAs('`floor`', 'rounddown trunc'),
  ...sameAs('`round`', 'rnd mround'),
  ...sameAs('`abs`', 'absolute'),
  ...sameAs('`min`', 'least minimum'),
  ...sameAs('`max`', 'greatest maximum'),
  ...sameAs('`avg`', 'average mean'),
  ...sameAs('`sum`', 'total'),
  ...sameAs('`count`', 'counta countrows'),
  ...sameAs('`date`', 'todate parsedate datevalue getdate strptime strtodate datefromtext'),
  ...sameAs(
    '`instant`',
    'todatetime timestamp totimestamp datetime datetimevalue parsedatetime fromisoformat',
  ),
  ...sameAs('`format`', 'strftime formatdate dateformat todatestring'),
  ...sameAs(
    '`date(instant, "zone")`, or `local(instant, "zone")`',
    'totimezone attimezone converttimezone astimezone',
  ),
  ...sameAs(
    '`epoch_seconds`, or `epoch_milliseconds`',
    'fromunixtime fromtimestamp unixtime fromepoch tounixtime',
  ),
  ...sameAs(
    '`plus_days`, `plus_months`, or `+ minutes(…)`',
    'dateadd adddays addmonths addyears dateplus timedelta',
  ),
  ...sameAs(
    '`days_between`, or `minutes_between`',
    'datediff datedif timestampdiff daysbetween datedifference',
  ),
  ...sameAs('`year`, `month` or `day`', 'datepart dateparts'),
  ...sameAs('`weekday`', 'dayofweek isodow dow'),
  ...sameAs('`where`', 'filter select findwhere reject'),
  ...sameAs('`each`', 'map foreach transform collect pluck apply'),
  ...sameAs('`any`', 'some exists'),
  ...sameAs('`all`', 'every'),
  ...sameAs('`sort`', 'order orderby sorted sortby'),
  ...sameAs('`reverse`', 'reversed'),
  ...sameAs('`distinct`', 'unique uniq dedupe set'),
  ...sameAs('`flatten`', 'flat flatmap chainlists unnest'),
  ...sameAs('`compact`', 'filternull dropnull dropempty'),
  ...sameAs('`first`', 'head nth at'),
  ...sameAs('`last`', 'tail'),
  ...sameAs('`chain`', 'ancestors hierarchy'),
  ...sameAs('`label`', 'picklistlabel optionlabel'),
  ...saidBy(
    '`a ?? b`',
    'coalesce ifnull isnullor nvl nvl2 ifempty ifblank blankvalue default orelse nullvalue zn',
  ),
  ...saidBy('`value == null`', 'isnull isblank isempty isna isnone'),
  ...saidBy('`if … then … else …`', 'iif iff ifelse nullif'),
  ...saidBy('`match … { … }`, or by a `table`', 'case switch choose lookup vlookup ispickval'),
  ...saidBy('a text with holes, `"{a} {b}"`', 'concat concatws concatenate append'),
  ...saidBy('`entity[field = value]`', 'findby search searchread xlookup'),
  ...saidBy('`value in [a, b]`', 'inlist oneof within between'),
  ...saidBy('`a / b`, `a * b`, `a + b` and `a - b`', 'div divide mul multiply add subtract plus minus'),
};

const NO_CLOCK =
  'functions give the same for the same record, so none tells the time; a day is written out, `date "2026-01-31"`';
const CLOCK: ReadonlySet<string> = new Set(
  'now today getutcdate currentdate currenttimestamp utcnow'.split(' '),
);

function sameAs(ours: string, names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, `here it is ${ours}`]));
}

function saidBy(ours: string, names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, `here that is said by ${ours}`]));
}

/** How the function of another language is said here, as a help; null for a name that none is known by. */
export function foreignName(name: string): string | null {
  const plain = name.toLowerCase().replaceAll('_', '');
  if (CLOCK.has(plain)) return NO_CLOCK;
  return Object.hasOwn(FOREIGN_NAMES, plain) ? (FOREIGN_NAMES[plain] ?? null) : null;
}
