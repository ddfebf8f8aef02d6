/* sb-generator-names.c: names of companies, people and projects in many scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Invented from common words; any likeness to a real company is chance. Most
 * are Latin, as in the books of a Western company; the rest is what breaks a
 * client that counts bytes, folds case by ASCII or thinks left to right.
 */

#include "sb-generator.h"

#include <string.h>

#define LIST(...) (const char * const []) { __VA_ARGS__, NULL }

typedef struct {
  guint              weight;
  const char        *gap;      /* between words */
  gboolean           family_first;
  const char * const *words;
  const char * const *trades;
  const char * const *forms;
  const char * const *first;
  const char * const *last;
} Script;

static const Script scripts[] = {
  { 690, " ", FALSE,
    LIST ("Aldgate", "Amber", "Anchor", "Apex", "Arbor", "Ardent", "Ashford", "Atlas", "Aurora", "Avalon", "Bayside", "Beacon",
          "Birchwood", "Blackwater", "Blue Ridge", "Bramley", "Brightwell", "Brookline", "Calder", "Camden", "Cascade", "Cedar",
          "Chatham", "Clearwater", "Cobalt", "Compass", "Copperfield", "Coral", "Crestview", "Crown", "Delmar", "Dover", "Eastgate",
          "Elmstead", "Ember", "Evergreen", "Fairmont", "Falcon", "Fenwick", "Foxglove", "Garnet", "Glenmore", "Granite", "Greenfield",
          "Hadley", "Halcyon", "Hawthorne", "Highland", "Hollis", "Horizon", "Indigo", "Ironbridge", "Ivory", "Jasper", "Juniper",
          "Kestrel", "Kingsway", "Lakeshore", "Lantern", "Larkspur", "Linden", "Longview", "Lumen", "Maple", "Marlow", "Meridian",
          "Midland", "Milestone", "Monarch", "Northwind", "Nova", "Oakley", "Obsidian", "Onyx", "Orchard", "Osprey", "Pacific",
          "Palisade", "Pembroke", "Pinnacle", "Prairie", "Quarry", "Quill", "Redwood", "Ridgeline", "Riverton", "Rosewood", "Saffron",
          "Sequoia", "Sierra", "Silverlake", "Stonebridge", "Summit", "Tamarack", "Thornton", "Tidewater", "Umber", "Vantage",
          "Verity", "Wexford", "Whitmore", "Willow", "Windermere", "Wolcott", "Yarrow", "Zenith"),
    LIST ("Advisory", "Aerospace", "Analytics", "Architects", "Biotech", "Brewing", "Capital", "Catering", "Ceramics", "Chemicals",
          "Construction", "Consulting", "Design", "Digital", "Dynamics", "Electronics", "Energy", "Engineering", "Equipment",
          "Events", "Fabrication", "Financial", "Foods", "Freight", "Furniture", "Glass", "Health", "Holdings", "Home", "Imaging",
          "Industries", "Insurance", "Interiors", "Labs", "Legal", "Logistics", "Machinery", "Marine", "Media", "Medical", "Metals",
          "Mobility", "Networks", "Optics", "Outdoor", "Packaging", "Paper", "Partners", "Pharma", "Plastics", "Power", "Press",
          "Properties", "Publishing", "Rail", "Research", "Retail", "Robotics", "Security", "Services", "Shipping", "Software",
          "Solar", "Studios", "Supply", "Systems", "Technologies", "Textiles", "Timber", "Tools", "Toys", "Trading", "Travel",
          "Utilities", "Ventures", "Water", "Wireless", "Works"),
    LIST ("Inc.", "Inc", "LLC", "Ltd", "Limited", "Corp.", "Corporation", "Co.", "Group", "GmbH", "B.V.", "PLC", "Pty Ltd", "& Co."),
    LIST ("James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda", "David", "Elizabeth", "William", "Barbara",
          "Richard", "Susan", "Joseph", "Jessica", "Thomas", "Sarah", "Charles", "Karen", "Daniel", "Nancy", "Matthew", "Lisa",
          "Anthony", "Betty", "Mark", "Margaret", "Paul", "Sandra", "Steven", "Ashley", "Andrew", "Kimberly", "Kenneth", "Emily",
          "Joshua", "Donna", "Kevin", "Michelle", "Brian", "Carol", "George", "Amanda", "Edward", "Melissa", "Peter", "Deborah"),
    LIST ("Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Wilson", "Anderson", "Taylor", "Moore",
          "Jackson", "Martin", "Lee", "Thompson", "White", "Harris", "Clark", "Lewis", "Robinson", "Walker", "Young", "Allen", "King",
          "Wright", "Scott", "Hill", "Green", "Adams", "Baker", "Nelson", "Carter", "Mitchell", "Roberts", "Turner", "Phillips",
          "Campbell", "Parker", "Evans", "Edwards", "Collins", "Stewart", "Morris", "Murphy", "Cook", "Rogers", "O'Neill") },
  { 130, " ", FALSE,
    LIST ("Müller", "Söhne", "Grünwald", "Österreich", "Łódź", "Kraków", "Śląsk", "Ñandú", "Peña", "São Jorge", "Conceição", "Château",
          "Élysée", "Forêt", "Åland", "Ørsted", "Sjövik", "Brød", "Škoda", "Dvořák", "Žižkov", "Győr", "Háttér", "Çınar", "Gökçe",
          "İzmir", "Iași", "Brașov", "Reykjavík", "Þór", "Đorđe", "Vilniaus", "Rīga", "Tõnis"),
    LIST ("Maschinenbau", "Bäckerei", "Möbel", "Lösungen", "Büro", "Énergie", "Système", "Créations", "Diseño", "Logística",
          "Construções", "Soluções", "Usługi", "Przemysł", "Sjöfart", "Träindustri", "Řešení", "Strojírna", "Gıda", "Mühendislik"),
    LIST ("GmbH", "GmbH & Co. KG", "AG", "S.A.", "SàRL", "S.L.", "Ltda.", "Sp. z o.o.", "AB", "A/S", "s.r.o.", "Kft.", "A.Ş.", "d.o.o."),
    LIST ("José", "Françoise", "Jürgen", "Søren", "Łukasz", "Małgorzata", "Jiří", "Zoë", "Ángel", "Inês", "Gülşen", "Mircea", "Åsa",
          "Renée", "Günther", "Beyoncé", "Siân", "Tomáš", "Ștefan", "Dağhan"),
    LIST ("García", "Müller", "Núñez", "Björklund", "Wójcik", "Dvořák", "Lefèvre", "Gonçalves", "Øverland", "Yılmaz", "Kovačević",
          "Szabó", "Ibáñez", "Jørgensen", "Groß", "Beaulieu-Côté", "Ó Súilleabháin", "Šimůnek") },
  { 40, " ", FALSE,
    LIST ("Северный", "Восток", "Заря", "Рассвет", "Берёза", "Сокол", "Маяк", "Полюс", "Київ", "Дніпро", "Изумруд", "Горизонт"),
    LIST ("Строй", "Торг", "Энерго", "Логистика", "Проект", "Системы", "Металл", "Сервис", "Медиа", "Фарм"),
    LIST ("ООО", "АО", "ЗАО", "ТОВ", "ПАО"),
    LIST ("Иван", "Мария", "Сергей", "Ольга", "Дмитрий", "Анна", "Олексій", "Наталія"),
    LIST ("Иванов", "Петрова", "Смирнов", "Кузнецова", "Шевченко", "Бондаренко", "Ёлкин") },
  { 25, " ", FALSE,
    LIST ("Αιγαίο", "Ήλιος", "Όλυμπος", "Αθηνά", "Ποσειδών", "Κρήτη", "Φάρος"),
    LIST ("Ναυτιλιακή", "Τεχνική", "Ενέργεια", "Τρόφιμα", "Μεταφορές", "Συστήματα"),
    LIST ("Α.Ε.", "Ε.Π.Ε.", "Ο.Ε."),
    LIST ("Γιώργος", "Ελένη", "Δημήτρης", "Άννα", "Νίκος"),
    LIST ("Παπαδόπουλος", "Γεωργίου", "Οικονόμου", "Νικολαΐδης") },
  { 25, " ", FALSE,
    LIST ("النخيل", "الشروق", "الواحة", "الأمل", "الصحراء", "النور", "الخليج"),
    LIST ("للتجارة", "للمقاولات", "للطاقة", "للتقنية", "للأغذية", "للنقل"),
    LIST ("ذ.م.م", "ش.م.م", "وشركاه"),
    LIST ("محمد", "فاطمة", "أحمد", "ليلى", "خالد"),
    LIST ("الحسيني", "الشريف", "منصور", "حداد") },
  { 20, " ", FALSE,
    LIST ("הכרמל", "אלון", "ים המלח", "גליל", "שקד", "ברוש"),
    LIST ("הנדסה", "טכנולוגיות", "מזון", "אנרגיה", "תקשורת"),
    LIST ("בע\"מ", "ושות'"),
    LIST ("יוסף", "מרים", "דוד", "רות"),
    LIST ("כהן", "לוי", "מזרחי", "פרידמן") },
  { 25, "", TRUE,
    LIST ("东方", "长城", "华夏", "金龙", "海天", "明珠", "龙腾"),
    LIST ("科技", "贸易", "建筑", "能源", "物流", "电子"),
    LIST ("有限公司", "股份有限公司", "集团"),
    LIST ("伟", "芳", "秀英", "敏", "静", "强"),
    LIST ("王", "李", "张", "刘", "陈", "欧阳") },
  { 20, "", TRUE,
    LIST ("株式会社東和", "さくら", "富士見", "みどり", "大和", "ヤマト"),
    LIST ("工業", "商事", "電機", "建設", "システム", "サービス"),
    LIST ("株式会社", "有限会社", "グループ"),
    LIST ("太郎", "花子", "健一", "美咲", "翔"),
    LIST ("佐藤", "鈴木", "高橋", "田中", "渡辺") },
  { 10, " ", TRUE,
    LIST ("한빛", "대한", "동해", "가온", "미래"),
    LIST ("산업", "건설", "전자", "물산", "소프트"),
    LIST ("주식회사", "(주)"),
    LIST ("민준", "서연", "지훈", "수빈"),
    LIST ("김", "이", "박", "최") },
  { 20, " ", FALSE,
    LIST ("गंगा", "हिमालय", "सूर्य", "लक्ष्मी", "भारत", "अशोक"),
    LIST ("उद्योग", "व्यापार", "ऊर्जा", "निर्माण", "सेवाएँ"),
    LIST ("प्रा. लि.", "लिमिटेड"),
    LIST ("राजेश", "सुनीता", "अमित", "प्रिया"),
    LIST ("शर्मा", "वर्मा", "गुप्ता", "सिंह") },
  { 15, "", FALSE,
    LIST ("สยาม", "กรุงเทพ", "ไทยรุ่งเรือง", "เจริญ", "ศรี"),
    LIST ("การค้า", "ก่อสร้าง", "พลังงาน", "ขนส่ง", "อาหาร"),
    LIST ("จำกัด", "จำกัด (มหาชน)"),
    LIST ("สมชาย", "สมหญิง", "ประเสริฐ"),
    LIST ("ใจดี", "ศรีสุข", "ทองคำ") },
  { 10, " ", FALSE,
    LIST ("🚀 Rocket", "Sunny ☀️", "Family 👨‍👩‍👧", "Green 🌱 Thumb", "Café ☕", "🇨🇭 Alpine"),
    LIST ("Labs", "Studio", "Deliveries", "Bakery", "Garden"),
    LIST ("Inc.", "Ltd", "GmbH"),
    LIST ("Zoe 🌻", "Max", "Ida"),
    LIST ("Star ⭐", "Moon", "Lake") },
};

/* Of one person, one place or with what forms, queries and formulas trip over. */
static const char * const odd_formats[] = {
  "%s & %s", "%s = %s", "%s [%s]", "%s + %s", "%s; %s", "\"%s\" %s", "%s's %s", "%s / %s", "%s, %s", "=%s+%s", "%s <%s>", "%s 100% %s",
  "%s\\%s", "%s  %s", "%s #%s", "%s?%s=1&id[]=2", "%s | %s", "@%s %s", NULL
};

static const char * const places[] = {
  "North", "South", "East", "West", "Central", "Boston", "Austin", "Denver", "Chicago", "Seattle", "Miami", "Toronto", "London",
  "Leeds", "Dublin", "Paris", "Lyon", "Berlin", "Hamburg", "Zürich", "Wien", "Milano", "Madrid", "Lisboa", "Oslo", "København",
  "Warszawa", "Praha", "Athens", "Dubai", "Mumbai", "Singapore", "Tokyo", "Sydney", "Auckland", "São Paulo", NULL
};

static const char * const project_kinds[] = {
  "Implementation", "Roll-out", "Migration", "Upgrade", "Audit", "Pilot", "Support", "Maintenance", "Training", "Website relaunch",
  "ERP go-live", "Data cleansing", "Office move", "Warehouse fit-out", "Product launch", "Annual review", "Assessment", "Integration",
  "Prototype", "Process redesign", "Security review", "Marketing campaign", "Field study", "Umbau", "Mise en œuvre", "Instalación",
  "Внедрение", "実装", "实施", "Υλοποίηση", "تنفيذ", NULL
};

static const char * const project_parts[] = {
  "Phase 1", "Phase 2", "Phase 3", "Discovery", "Design", "Build", "Test", "Go-live", "Hypercare", "Q1", "Q2", "Q3", "Q4", "FY24", "FY25",
  "change request", "extension", "retainer", "on site", "remote", NULL
};

static const Script *
pick_script (SbRng *rng)
{
  guint total = 0, at;

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    total += scripts[i].weight;
  at = sb_rng_below (rng, total);
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      if (at < scripts[i].weight)
        return &scripts[i];
      at -= scripts[i].weight;
    }
  g_assert_not_reached ();
}

/* At most @characters, cut at a character. */
static char *
cut (char *text, guint characters)
{
  if (g_utf8_strlen (text, -1) > (glong) characters)
    *g_utf8_offset_to_pointer (text, (glong) characters) = '\0';

  return g_strchomp (text);
}

/* ---- people ---- */

void
sb_person_name_clear (SbPersonName *self)
{
  g_clear_pointer (&self->first, g_free);
  g_clear_pointer (&self->last, g_free);
}

void
sb_names_person (SbRng *rng, gboolean latin, SbPersonName *out_name)
{
  const Script *script = latin ? &scripts[sb_rng_chance (rng, 150)] : pick_script (rng);

  out_name->first = cut (g_strdup (sb_rng_pick (rng, script->first)), SB_MAX_PERSON_PART);
  out_name->last = cut (g_strdup (sb_rng_pick (rng, script->last)), SB_MAX_PERSON_PART);
  if (sb_rng_chance (rng, 40))
    {
      g_autofree char *single = g_steal_pointer (&out_name->last);

      out_name->last = cut (g_strdup_printf ("%s-%s", single, sb_rng_pick (rng, script->last)), SB_MAX_PERSON_PART);
    }
}

/* ---- companies ---- */

static char *
dup_odd_name (SbRng *rng, const Script *script)
{
  const char *format = sb_rng_pick (rng, odd_formats);
  g_auto (GStrv) parts = g_strsplit (format, "%s", 3);
  g_autoptr (GString) name = g_string_new (NULL);

  g_string_append_printf (name, "%s%s%s%s%s", parts[0], sb_rng_pick (rng, script->words), parts[1],
                          sb_rng_pick (rng, script->trades), parts[2]);

  return g_strdup (name->str);
}

static char *
dup_plain_name (SbRng *rng, const Script *script)
{
  const char *word = sb_rng_pick (rng, script->words);
  const char *trade = sb_rng_pick (rng, script->trades);
  const char *form = sb_rng_pick (rng, script->forms);
  const char *gap = script->gap;

  switch (sb_rng_below (rng, 6))
    {
    case 0:
      return g_strconcat (word, gap, trade, NULL);
    case 1:
      return g_strconcat (word, " ", sb_rng_pick (rng, places), " ", trade, " ", form, NULL);
    case 2:
      return g_strconcat (sb_rng_pick (rng, script->last), " & ", sb_rng_pick (rng, script->last), " ", trade, " ", form, NULL);
    case 3:
      return g_strconcat (word, gap, sb_rng_pick (rng, script->words), gap, trade, gap, form, NULL);
    default:
      return g_strconcat (word, gap, trade, gap, form, NULL);
    }
}

char *
sb_names_company (SbRng *rng)
{
  const Script *script = pick_script (rng);
  char *name = sb_rng_chance (rng, 15) ? dup_odd_name (rng, script) : dup_plain_name (rng, script);

  return cut (name, SB_MAX_COMPANY_NAME);
}

char *
sb_names_stretch (SbRng *rng, const char *name, guint characters)
{
  const Script *script = pick_script (rng);
  g_autoptr (GString) text = g_string_new (name);
  char *whole;

  while (g_utf8_strlen (text->str, (gssize) text->len) < (glong) characters)
    g_string_append_printf (text, " %s", sb_rng_pick (rng, sb_rng_chance (rng, 500) ? script->trades : script->words));
  whole = g_strdup (text->str);
  *g_utf8_offset_to_pointer (whole, (glong) characters) = '\0';
  /* a blank at the end would not survive */
  if (g_str_has_suffix (whole, " "))
    whole[strlen (whole) - 1] = '.';

  return whole;
}

char *
sb_names_near (SbRng *rng, const char *name, guint characters)
{
  const char *space = strrchr (name, ' ');

  switch (sb_rng_below (rng, 6))
    {
    case 0:
      return cut (g_strconcat (name, ".", NULL), characters);
    case 1:
      return cut (g_utf8_strup (name, -1), characters);
    case 2:
      return cut (g_strconcat (name, " (old)", NULL), characters);
    case 3:
      return space != NULL ? cut (g_strdup_printf ("%.*s  %s", (int) (space - name), name, space + 1), characters)
                           : cut (g_strconcat (name, " 2", NULL), characters);
    case 4:
      return cut (g_utf8_normalize (name, -1, G_NORMALIZE_DEFAULT), characters);
    default:
      return space != NULL ? cut (g_strdup_printf ("%.*s %s", (int) (space - name), name, sb_rng_pick (rng, scripts[0].forms)), characters)
                           : cut (g_strconcat (name, " Group", NULL), characters);
    }
}

/* ---- projects ---- */

char *
sb_names_project (SbRng *rng, guint number)
{
  const char *kind = sb_rng_pick (rng, project_kinds);

  switch (sb_rng_below (rng, 5))
    {
    case 0:
      return g_strdup_printf ("%s %s", sb_rng_pick (rng, places), kind);
    case 1:
      return g_strdup_printf ("%s %u", kind, 2021 + sb_rng_below (rng, 5));
    case 2:
      return g_strdup_printf ("%s: %s & %s", kind, sb_rng_pick (rng, project_parts), sb_rng_pick (rng, project_parts));
    case 3:
      return g_strdup_printf ("P%05u %s – %s", number, kind, sb_rng_pick (rng, project_parts));
    default:
      return g_strdup_printf ("%s %s, %s", kind, sb_rng_pick (rng, places), sb_rng_pick (rng, project_parts));
    }
}

char *
sb_names_ascii (const char *text)
{
  g_autofree char *plain = g_str_to_ascii (text, "C");
  GString *kept = g_string_new (NULL);

  for (const char *c = plain; *c != '\0'; c++)
    if (g_ascii_isalnum (*c) || *c == '.')
      g_string_append_c (kept, g_ascii_tolower (*c));

  return g_string_free (kept, FALSE);
}
