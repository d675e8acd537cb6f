import { isRecord, type Json } from './json.ts';

/** Windows language codes of the languages that Dataverse offers, as locales. */
const LOCALES: Readonly<Record<number, string>> = {
  1025: 'ar_SA',
  1026: 'bg_BG',
  1027: 'ca_ES',
  1028: 'zh_TW',
  1029: 'cs_CZ',
  1030: 'da_DK',
  1031: 'de_DE',
  1032: 'el_GR',
  1033: 'en_US',
  1035: 'fi_FI',
  1036: 'fr_FR',
  1037: 'he_IL',
  1038: 'hu_HU',
  1040: 'it_IT',
  1041: 'ja_JP',
  1042: 'ko_KR',
  1043: 'nl_NL',
  1044: 'nb_NO',
  1045: 'pl_PL',
  1046: 'pt_BR',
  1048: 'ro_RO',
  1049: 'ru_RU',
  1050: 'hr_HR',
  1051: 'sk_SK',
  1053: 'sv_SE',
  1054: 'th_TH',
  1055: 'tr_TR',
  1057: 'id_ID',
  1058: 'uk_UA',
  1060: 'sl_SI',
  1061: 'et_EE',
  1062: 'lv_LV',
  1063: 'lt_LT',
  1066: 'vi_VN',
  1069: 'eu_ES',
  1081: 'hi_IN',
  1086: 'ms_MY',
  1087: 'kk_KZ',
  1110: 'gl_ES',
  2052: 'zh_CN',
  2057: 'en_GB',
  2070: 'pt_PT',
  2074: 'sr_RS',
  3076: 'zh_HK',
  3082: 'es_ES',
};

/** The language in which a user is given labels, read off the labels themselves: `en_US` where none says. */
export function localeOf(labels: readonly Json[]): string {
  for (const label of labels) {
    const own = isRecord(label) ? label.UserLocalizedLabel : null;
    const code = isRecord(own) ? own.LanguageCode : null;
    if (typeof code === 'number') return LOCALES[code] ?? `lcid_${code}`;
  }
  return 'en_US';
}
