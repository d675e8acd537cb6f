/** The words that records are made of: names, places and texts of several languages and scripts. */

interface PersonNames {
  readonly first: readonly string[];
  readonly last: readonly string[];
}

export const people: readonly PersonNames[] = [
  {
    first: ['Ayşe', 'Mehmet', 'Şule', 'İbrahim', 'Gökçe', 'Çağlar', 'Ömer', 'Işıl', 'Nurgül', 'Yiğit'],
    last: ['Yılmaz', 'Öztürk', 'Şahin', 'Çelik', 'Güneş', 'Işık', 'Doğan', 'Kılıç', 'Aydın', 'Erdoğmuş'],
  },
  {
    first: ['Emma', 'Oliver', 'Priya', 'Sinéad', 'George', 'Amelia', 'Rhys', 'Niamh', 'Harry', 'Zoë'],
    last: [
      'Clarke',
      'Wright',
      "O'Neill",
      'Patel',
      'Smith-Jones',
      'MacDonald',
      'Evans',
      'Taylor',
      'Khan',
      'Brontë',
    ],
  },
  {
    first: ['Jürgen', 'Käthe', 'Lukas', 'Björn', 'Sören', 'Hannelore', 'Änne'],
    last: ['Müller', 'Weiß', 'Groß', 'von der Heide', 'Schäfer', 'Köhler', 'Strauß'],
  },
  {
    first: ['Chloé', 'François', 'Léa', 'Zoé', 'Jérôme', 'Anaïs', 'Noël'],
    last: ["d'Artagnan", 'Lefèvre', 'Béranger', 'Dupont', 'Garçon', 'Œuvrard'],
  },
  { first: ['Γιώργος', 'Ελένη', 'Νίκος', 'Άννα'], last: ['Παπαδόπουλος', 'Ιωάννου', 'Νικολάου'] },
  { first: ['محمد', 'فاطمة', 'أحمد', 'ليلى'], last: ['العلي', 'حسن', 'الخطيب'] },
  { first: ['伟', '芳', '秀英', '敏'], last: ['王', '李', '张', '欧阳'] },
];

export const companyStems: readonly string[] = [
  'Anadolu Sağlık',
  'Kaya Tıp',
  'Çınar Diş',
  'Işık Göz',
  'Güneş Fizik Tedavi',
  'Northgate Surgery',
  'Riverside Clinic',
  'St. Mary’s Practice',
  'Harley & Sons',
  'Oakfield Physiotherapy',
  'Müller Medizintechnik',
  'Praxis am Großen Garten',
  'Zahnärzte Köln-Süd',
  'Clinique Saint-Étienne',
  'Pharmacie de l’Hôtel de Ville',
  'Cabinet Léa & Fils',
  'Ιατρείο Αθηνών',
  'Φαρμακείο Νίκης',
  'عيادة النور',
  'مستشفى الأمل',
  '上海康复中心',
  '北京牙科',
  'Bluebell Care Homes',
  'Pennine Diagnostics',
  'Thames Valley Occupational Health',
  'Highland Hearing',
  'Marmara Laboratuvarları',
  'Ege Görüntüleme',
  'Fenland Foot Clinic',
  'Solent Sleep',
];

export const companySuffixes: readonly string[] = [
  'Ltd',
  'A.Ş.',
  'GmbH',
  'SARL',
  'PLC',
  'LLP',
  'Ltd. Şti.',
  'AG',
  'AE',
  '',
];

export interface Place {
  readonly city: string;
  readonly state: string | null;
  readonly postalCode: string;
  readonly country: string;
  readonly street: string;
  readonly dial: string;
}

export const places: readonly Place[] = [
  {
    city: 'London',
    state: 'Greater London',
    postalCode: 'W1G 9PF',
    country: 'United Kingdom',
    street: 'Harley Street',
    dial: '+44 20 7946 0',
  },
  {
    city: 'Leeds',
    state: 'West Yorkshire',
    postalCode: 'LS1 4AP',
    country: 'UK',
    street: 'Park Row',
    dial: '0113 496 0',
  },
  {
    city: 'Edinburgh',
    state: null,
    postalCode: 'EH1 1YZ',
    country: 'Scotland',
    street: 'Royal Mile',
    dial: '+44 131 496 0',
  },
  {
    city: 'İstanbul',
    state: 'İstanbul',
    postalCode: '34330',
    country: 'Türkiye',
    street: 'Büyükdere Caddesi',
    dial: '+90 (212) 555 0',
  },
  {
    city: 'Ankara',
    state: 'Çankaya',
    postalCode: '06420',
    country: 'Turkey',
    street: 'Atatürk Bulvarı',
    dial: '0312 555 0',
  },
  {
    city: 'Köln',
    state: 'Nordrhein-Westfalen',
    postalCode: '50667',
    country: 'Deutschland',
    street: 'Hohe Straße',
    dial: '+49 221 5550',
  },
  {
    city: 'Berlin',
    state: null,
    postalCode: '10117',
    country: 'Germany',
    street: 'Friedrichstraße',
    dial: '030 5550',
  },
  {
    city: 'Saint-Étienne',
    state: 'Loire',
    postalCode: '42000',
    country: 'France',
    street: 'Rue de la République',
    dial: '+33 4 77 00 0',
  },
  {
    city: 'Αθήνα',
    state: 'Αττική',
    postalCode: '105 57',
    country: 'Ελλάδα',
    street: 'Οδός Ερμού',
    dial: '+30 210 555 0',
  },
  {
    city: 'دبي',
    state: null,
    postalCode: '',
    country: 'United Arab Emirates',
    street: 'شارع الشيخ زايد',
    dial: '+971 4 555 0',
  },
  {
    city: '上海',
    state: '上海市',
    postalCode: '200040',
    country: '中国',
    street: '南京西路',
    dial: '+86 21 5555 0',
  },
];

export const jobTitles: readonly string[] = [
  'Practice Manager',
  'Başhekim',
  'Satın Alma Müdürü',
  'Chief Medical Officer',
  'Receptionist',
  'Geschäftsführer',
  'Infirmière en chef',
  'Διευθυντής',
  'مدير',
  '院长',
  'GP Partner',
  'Finance Director',
];

export const sentences: readonly string[] = [
  'Met at the trade fair in Düsseldorf; wants a quote before the end of the quarter.',
  'Toplantıda fiyat konuşuldu, gelecek hafta tekrar aranacak.',
  'Prefers e-mail. Do not call on Fridays.',
  'Rückruf erbeten – „dringend“, sagt die Zentrale.',
  'À rappeler après les congés d’été.',
  'Ζήτησε νέα προσφορά για τρεις κλινικές.',
  'طلب عرض أسعار جديد.',
  '客户希望下个月签合同。',
  'Very happy with the service 😀👍🏽',
  'Price < £5,000 & terms "net 30" <b>agreed</b>; see attachment.',
  '  two blanks before and after, as typed  ',
  'First line\r\nSecond line\r\n\r\nFourth line',
  "Tab\there, backslash \\ and a quote ' too.",
];

/** A text with exactly `length` characters. */
export function longText(length: number): string {
  const unit = 'Çok uzun bir açıklama; a very long description; eine sehr lange Beschreibung. ';
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** Lower case, letters folded to ASCII, everything else dropped: "Ayşe Kaya" -> "ayse.kaya". */
export function mailName(name: string): string {
  return name
    .replaceAll('ı', 'i')
    .replaceAll('İ', 'I')
    .replaceAll('ß', 'ss')
    .replaceAll('Œ', 'Oe')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '.')
    .replace(/^\.+|\.+$/g, '');
}
