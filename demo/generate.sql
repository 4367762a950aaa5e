-- Fills trade.declaration with made-up customs declarations.
--
-- Everything is derived from md5 of fixed strings, so every machine makes the
-- same rows: no random(), no clock, no collation but "C".  The companies are
-- made of invented stems; any likeness to a real one is chance.  Needs the
-- staging tables with planted.csv and decoys.csv in them.

SET client_min_messages = warning;
SET datestyle = 'ISO';

-- 0 <= h(seed, n) < n, and 0 <= u(seed) < 1.
CREATE FUNCTION pg_temp.h(seed text, n int) RETURNS int LANGUAGE sql IMMUTABLE STRICT
AS $$ SELECT ('x' || substr(md5(seed), 1, 7))::bit(28)::int % n $$;
CREATE FUNCTION pg_temp.u(seed text) RETURNS float8 LANGUAGE sql IMMUTABLE STRICT
AS $$ SELECT ('x' || substr(md5(seed), 1, 7))::bit(28)::int / 268435456.0::float8 $$;
CREATE FUNCTION pg_temp.pick(list text[], seed text) RETURNS text LANGUAGE sql IMMUTABLE STRICT
AS $$ SELECT list[1 + pg_temp.h(seed, cardinality(list))] $$;

------------------------------------------------------------------------------
-- Goods: HS 2022 subheadings with a share in the trade, a price per kg in USD
-- and a short description.  "chpl" marks those of the Common High Priority
-- List so that few of them are drawn; the report takes them from the list.
------------------------------------------------------------------------------
CREATE TEMP TABLE goods (sub text PRIMARY KEY, share int NOT NULL, price int NOT NULL, chpl bool NOT NULL, goods text NOT NULL);

INSERT INTO goods VALUES
('854231', 3, 900, true, 'Processors and controllers'),
('854232', 2, 700, true, 'Memories'),
('854233', 1, 600, true, 'Amplifiers'),
('854239', 3, 650, true, 'Other integrated circuits'),
('851762', 3, 150, true, 'Routers and switches'),
('852691', 1, 200, true, 'Radio navigational aids'),
('853221', 1, 300, true, 'Tantalum capacitors'),
('853224', 2, 180, true, 'Multilayer ceramic capacitors'),
('854800', 1,  40, true, 'Electrical parts, other'),
('847150', 2, 120, true, 'Processing units'),
('850440', 2,  35, true, 'Static converters'),
('851769', 1,  90, true, 'Other communication apparatus'),
('852589', 2, 110, true, 'Cameras, other'),
('852910', 1,  45, true, 'Aerials'),
('852990', 1,  50, true, 'Parts of radio apparatus'),
('853669', 2,  45, true, 'Plugs and sockets'),
('853690', 2,  40, true, 'Connectors and terminals'),
('854110', 1, 250, true, 'Diodes'),
('854121', 1, 260, true, 'Transistors below 1 W'),
('854129', 1, 240, true, 'Transistors, other'),
('854130', 1, 150, true, 'Thyristors'),
('854149', 1, 200, true, 'Photosensitive devices'),
('854151', 1, 300, true, 'Semiconductor transducers'),
('854159', 1, 300, true, 'Semiconductor devices, other'),
('854160', 1, 500, true, 'Piezo-electric crystals'),
('848210', 2,  20, true, 'Ball bearings'),
('848220', 1,  18, true, 'Tapered roller bearings'),
('848230', 1,  18, true, 'Spherical roller bearings'),
('848250', 1,  22, true, 'Cylindrical roller bearings'),
('880730', 1, 400, true, 'Parts of aircraft'),
('901310', 1, 350, true, 'Telescopic sights'),
('901380', 1, 220, true, 'Optical devices'),
('901420', 1, 800, true, 'Instruments for air navigation'),
('901480', 1, 450, true, 'Navigational instruments'),
('847180', 1, 100, true, 'Units of data-processing machines'),
('848610', 1, 180, true, 'Machines for making wafers'),
('848620', 1, 260, true, 'Machines for making semiconductors'),
('848640', 1, 210, true, 'Machines for masks and assembly'),
('853400', 1,  90, true, 'Printed circuits'),
('854320', 1, 300, true, 'Signal generators'),
('902750', 1, 240, true, 'Optical analysers'),
('903020', 1, 350, true, 'Oscilloscopes'),
('903032', 1, 200, true, 'Multimeters with recorder'),
('903039', 1, 180, true, 'Electrical meters with recorder'),
('903082', 1, 420, true, 'Instruments for testing wafers'),
('845710', 1,  28, true, 'Machining centres'),
('845811', 1,  22, true, 'Horizontal lathes, numerically controlled'),
('845891', 1,  22, true, 'Other lathes, numerically controlled'),
('845961', 1,  20, true, 'Milling machines, numerically controlled'),
('846693', 1,  30, true, 'Parts of machine tools'),
('080390', 10,   1, false, 'Bananas'),
('080510', 10,   1, false, 'Oranges'),
('080810', 10,   1, false, 'Apples'),
('090121', 12,   9, false, 'Roasted coffee'),
('090240',  8,   4, false, 'Black tea'),
('100630', 10,   1, false, 'Rice'),
('151219', 10,   1, false, 'Sunflower oil'),
('170199', 10,   1, false, 'Sugar'),
('180632', 12,   6, false, 'Chocolate bars'),
('190531', 10,   4, false, 'Biscuits'),
('200989',  6,   2, false, 'Fruit juice'),
('210690',  9,   8, false, 'Food preparations'),
('220421', 12,   5, false, 'Wine in bottles'),
('240220',  8,  15, false, 'Cigarettes'),
('271012',  6,   1, false, 'Light oils'),
('271019', 12,   1, false, 'Oils, other'),
('300490', 20,  70, false, 'Medicaments'),
('320890',  7,   5, false, 'Paints'),
('330499', 12,  18, false, 'Cosmetics'),
('330510',  8,   5, false, 'Shampoo'),
('340130',  6,   4, false, 'Skin wash'),
('340250',  9,   2, false, 'Detergents'),
('350691',  6,   4, false, 'Adhesives'),
('390210',  9,   2, false, 'Polypropylene'),
('390761',  8,   1, false, 'Polyethylene terephthalate'),
('391723',  7,   3, false, 'Plastic pipes'),
('392330',  7,   4, false, 'Plastic bottles'),
('392690', 14,   8, false, 'Articles of plastics'),
('401110', 14,   5, false, 'Tyres for cars'),
('401120', 10,   4, false, 'Tyres for lorries'),
('401693',  7,  15, false, 'Rubber gaskets'),
('420222',  8,  12, false, 'Handbags'),
('440711',  7,   1, false, 'Sawn pine'),
('441011',  8,   1, false, 'Particle board'),
('480256',  8,   1, false, 'Paper in sheets'),
('481810',  8,   2, false, 'Toilet paper'),
('481910',  9,   2, false, 'Cartons'),
('540761',  8,   7, false, 'Woven polyester'),
('560312',  5,   4, false, 'Nonwovens'),
('610910', 14,  14, false, 'T-shirts'),
('611020',  9,  16, false, 'Pullovers'),
('620342', 12,  15, false, 'Trousers, men'),
('620462', 12,  15, false, 'Trousers, women'),
('630260',  6,   8, false, 'Towels'),
('640299', 12,  10, false, 'Footwear of plastics'),
('640399',  9,  22, false, 'Footwear of leather'),
('680221',  6,   1, false, 'Marble, cut'),
('690721',  9,   1, false, 'Ceramic tiles'),
('700529',  6,   1, false, 'Float glass'),
('701090',  7,   1, false, 'Glass bottles'),
('721049',  9,   1, false, 'Steel sheet, zinc-plated'),
('730630',  8,   1, false, 'Steel tubes'),
('730890', 10,   3, false, 'Steel structures'),
('731815',  9,   4, false, 'Screws and bolts'),
('732393',  8,   7, false, 'Kitchen articles of steel'),
('732690', 10,   6, false, 'Articles of steel'),
('740811',  5,   9, false, 'Copper wire'),
('760429',  6,   4, false, 'Aluminium profiles'),
('760612',  6,   4, false, 'Aluminium sheet'),
('820750',  5,  45, false, 'Drills'),
('830242',  8,   6, false, 'Fittings for furniture'),
('840734',  7,  14, false, 'Piston engines'),
('840820',  7,  13, false, 'Diesel engines for vehicles'),
('840991',  9,  16, false, 'Parts of piston engines'),
('841370', 10,  14, false, 'Centrifugal pumps'),
('841430',  7,  12, false, 'Refrigeration compressors'),
('841459',  8,  11, false, 'Fans'),
('841510', 12,   9, false, 'Air conditioners'),
('841810', 10,   6, false, 'Refrigerators'),
('842123',  8,  12, false, 'Oil filters'),
('842139',  7,  18, false, 'Gas filters'),
('842230',  6,  28, false, 'Filling machines'),
('842810',  5,   9, false, 'Lifts'),
('842952',  8,   9, false, 'Excavators'),
('843149',  9,   8, false, 'Parts of lifting and earth-moving machines'),
('843351',  5,  10, false, 'Combine harvesters'),
('844332',  7,  20, false, 'Printers'),
('845011',  9,   5, false, 'Washing machines'),
('846721',  6,  15, false, 'Drills, electric'),
('847130', 14, 180, false, 'Portable computers'),
('847170',  8, 220, false, 'Storage units'),
('847330',  9, 110, false, 'Parts of computers'),
('847989',  9,  35, false, 'Machines, other'),
('848180', 12,  18, false, 'Taps and valves'),
('848340',  7,  22, false, 'Gears'),
('850152',  5,  16, false, 'Electric motors'),
('850710',  8,   3, false, 'Lead-acid accumulators'),
('850760',  9,  25, false, 'Lithium-ion accumulators'),
('850811',  7,  12, false, 'Vacuum cleaners'),
('851220',  6,  24, false, 'Lighting for vehicles'),
('851660',  7,   8, false, 'Ovens'),
('851713', 20, 420, false, 'Smartphones'),
('851830',  8,  60, false, 'Headphones'),
('852852',  8,  35, false, 'Monitors'),
('852872', 11,  22, false, 'Television sets'),
('853650',  8,  28, false, 'Switches'),
('853710',  9,  35, false, 'Control panels'),
('853952',  8,  18, false, 'LED lamps'),
('854430',  7,  17, false, 'Wiring sets for vehicles'),
('854449',  9,  10, false, 'Electric conductors'),
('870121',  8,  11, false, 'Road tractors, diesel'),
('870323', 16,  13, false, 'Cars, petrol'),
('870380', 12,  16, false, 'Cars, electric'),
('870829',  9,   9, false, 'Parts of car bodies'),
('870830',  9,  10, false, 'Brakes'),
('870840',  7,  15, false, 'Gear boxes'),
('870880',  7,   9, false, 'Suspension parts'),
('870899', 12,   9, false, 'Parts of vehicles'),
('900410',  4,  60, false, 'Sunglasses'),
('901819',  7, 160, false, 'Electro-diagnostic apparatus'),
('901890', 10, 120, false, 'Medical instruments'),
('902620',  6,  90, false, 'Pressure gauges'),
('903180',  7, 110, false, 'Measuring instruments'),
('940161',  9,   6, false, 'Upholstered seats'),
('940350',  9,   3, false, 'Bedroom furniture'),
('940360', 10,   4, false, 'Wooden furniture'),
('940511',  7,  14, false, 'LED luminaires'),
('950300', 12,   9, false, 'Toys'),
('961900',  9,   3, false, 'Sanitary articles');

-- The running total of the shares turns a draw into a subheading.
UPDATE goods SET share = share * CASE WHEN chpl THEN 2 ELSE 3 END;
CREATE TEMP TABLE goods_draw AS
SELECT g.*, sum(share) OVER (ORDER BY sub COLLATE "C") - share AS lo, sum(share) OVER (ORDER BY sub COLLATE "C") AS hi
FROM goods g;
CREATE TEMP TABLE chpl_draw AS
SELECT g.*, row_number() OVER (ORDER BY sub COLLATE "C") - 1 AS n FROM goods g WHERE chpl;

------------------------------------------------------------------------------
-- Consignees: %S is a stem of two parts, %W a business word, %P a place.
------------------------------------------------------------------------------
CREATE TEMP TABLE locale (
	locale text PRIMARY KEY, country text NOT NULL, wanted int NOT NULL,
	head text[] NOT NULL, tail text[] NOT NULL, word text[] NOT NULL, place text[] NOT NULL, pattern text[] NOT NULL
);

INSERT INTO locale VALUES
('kz-cyrl', 'KZ', 300,
 '{Алт,Бер,Жан,Кек,Нур,Сам,Тем,Шал,Дар,Ерк,Кай,Мер,Орд,Тул,Айд,Бай}',
 '{ынсай,екжол,абулак,енторг,астык,ирлан,ындала,омер,арлык,илим,окжар,ужол,ыртас,егин}',
 '{Трейд,Логистик,Сервис,Строй,Агро,Импорт,Маркет,Инвест,Снаб,Транс}', '{Алматы,Астана,Шымкент,Караганда}',
 '{ТОО «%S»,ТОО «%S %W»,"Товарищество с ограниченной ответственностью «%S %W»",ИП %S,ТОО «%S-%W»}'),
('kz-latn', 'KZ', 280,
 '{Alt,Ber,Zhan,Kok,Nur,Sary,Tem,Shal,Dar,Yerk,Kai,Mer,Tul,Aid,Aksh}',
 '{ynsai,ekzhol,abulak,entau,astyk,irlan,yndala,omer,arlyk,ilim,okzhar,uzhol,yrtas,egin}',
 '{Trade,Logistics,Service,Import,Market,Invest,Supply,Agro,Auto,Electro}', '{Almaty,Astana,Shymkent,Aktobe}',
 '{%S LLP,%S %W LLP,TOO %S %W,%S %W %P LLP,LLP %S-%W}'),
('kg', 'KG', 260,
 '{Ала,Бишк,Джал,Иссы,Кочк,Манк,Нары,Ошка,Талк,Чуйк,Эрка,Кара}',
 '{баш,сууторг,тектир,булан,жарык,дален,кенчи,мурас,ордо,тошкон,бекет,чолпон}',
 '{Трейд,Импорт,Групп,Люкс,Карго,Сервис,Текстиль,Авто}', '{Бишкек,Ош,Токмок}',
 '{ОсОО «%S»,ОсОО «%S %W»,OsOO %S %W,ЧП %S %W}'),
('am-latn', 'AM', 170,
 '{Ararv,Hayk,Sevn,Lorv,Tavsh,Garn,Noyem,Arag,Zang,Vard,Arpi,Masv}',
 '{ashen,avan,uni,arev,amart,atun,abert,akert,asar,antek,erand}',
 '{Trade,Import,Group,Food,Pharm,Build,Motors,Textile}', '{Yerevan,Gyumri,Abovyan}',
 '{%S LLC,%S %W LLC,%S %W CJSC,%S %P LLC}'),
('am-armn', 'AM', 90,
 '{Արարվ,Հայկ,Սևն,Լորվ,Տավշ,Գառն,Նոյեմ,Արագ,Զանգ,Վարդ}',
 '{աշեն,ավան,ունի,արև,ամարտ,ատուն,աբերտ,ակերտ,ասար}',
 '{Թրեյդ,Իմպորտ,Գրուպ,Ֆարմ,Շին}', '{Երևան,Գյումրի}',
 '{«%S» ՍՊԸ,«%S %W» ՍՊԸ,«%S %W» ՓԲԸ}'),
('ge-latn', 'GE', 170,
 '{Kartv,Megr,Kolkh,Iver,Tush,Rach,Svan,Kakh,Imer,Guri,Lazi,Mtkv}',
 '{adze,elio,ani,etia,oria,ulidze,umo,ashen,avi,iseli,ori}',
 '{Trading,Import,Group,Wine,Logistic,Build,Auto,Food}', '{Tbilisi,Batumi,Poti}',
 '{%S LLC,LLC %S %W,%S %W Ltd,JSC %S %W}'),
('ge-geor', 'GE', 90,
 '{ქართვ,მეგრ,კოლხ,ივერ,თუშ,რაჭ,სვან,კახ,იმერ,გური}',
 '{აძე,ელიო,ანი,ეთია,ორია,ულიძე,უმო,აშენ,ავი,ისელი}',
 '{თრეიდინგი,იმპორტი,ჯგუფი,ლოჯისტიკა,მარკეტი}', '{თბილისი,ბათუმი}',
 '{შპს %S,შპს %S %W,სს %S %W}'),
('tr', 'TR', 330,
 '{Yıld,Gök,Kar,Demk,Akç,Öz,Şah,Bey,Çam,Ers,Gün,Kor,Tun,Ulus,Dağ,Mert}',
 '{ırım,sel,taşlı,erler,ınar,türk,oğlu,soylu,bek,ekşi,alp,handan,pınar,yaka}',
 '{Makina,Tekstil,Gıda,Otomotiv,Lojistik,Plastik,Elektrik,İnşaat,Mobilya,Medikal}', '{İstanbul,Bursa,Gaziantep,Mersin}',
 '{%S %W San. ve Tic. A.Ş.,%S %W Ltd. Şti.,%S %W Dış Ticaret Limited Şirketi,%S %P %W A.Ş.,%S %W İth. İhr. Ltd. Şti.}'),
('ae-latn', 'AE', 300,
 '{Raf,Sahr,Nakh,Zuml,Faj,Wah,Marj,Noor,Bahr,Safw,Durr,Ghaf,Hil,Kawk}',
 '{een,arwa,eelan,urdi,idat,amir,oura,abeel,isham,at,enza,awan}',
 '{Trading,General Trading,Foodstuff,Building Materials,Auto Spare Parts,Electronics,Logistics,Textiles,Marine Services}', '{Dubai,Sharjah,Ajman}',
 '{%S %W FZE,%S %W L.L.C.,Al %S %W LLC,%S %W FZCO,%S %W DMCC,Al %S %P %W L.L.C}'),
('ae-arab', 'AE', 160,
 '{نجم,زهر,بحر,فجر,واح,مرج,نور,صفو,در,غاف,هلا,كوك}',
 '{ين,اوي,يلان,ان,ات,امير,ورا,ابيل,يشام,اوان}',
 '{للتجارة العامة,لتجارة المواد الغذائية,للإلكترونيات,لمواد البناء,للنقل البحري,لقطع غيار السيارات}', '{دبي,الشارقة}',
 '{شركة %S %W ذ.م.م,مؤسسة %S %W,%S %W ش.ذ.م.م,شركة %S %P %W}'),
('uz', 'UZ', 190,
 '{Sarv,Buxor,Zaraf,Yulduz,Navr,Farg,Oltin,Chorv,Gulist,Qarsh,Shodl}',
 '{inur,obod,shan,omad,ozor,ona,doshi,kent,iston,zamin,baraka}',
 '{Savdo,Tekstil,Agro,Biznes,Servis,Eksport,Qurilish,Farm}', '{Toshkent,Samarqand,Andijon}',
 '{%S %W MCHJ,OOO %S %W,%S %W XK,%S-%W MChJ,ООО «%S %W»}'),
('rs-latn', 'RS', 180,
 '{Jastr,Drv,Šum,Zlat,Vrš,Kop,Gruž,Rad,Mor,Bist,Topl,Kru}',
 '{ebac,arac,adinac,ibor,aonik,avka,ičanin,ovac,ogoj,ica,ušnik}',
 '{Promet,Komerc,Trade,Invest,Gradnja,Hemija,Plast,Transport}', '{Beograd,Novi Sad,Niš}',
 '{%S d.o.o.,%S %W d.o.o.,%S %W d.o.o. %P,%S-%W a.d.}'),
('rs-cyrl', 'RS', 90,
 '{Јастр,Дрв,Шум,Злат,Врш,Коп,Груж,Рад,Мор,Бист,Топл}',
 '{ебац,арац,адинац,ибор,аоник,авка,ичанин,овац,огој,ица}',
 '{Промет,Комерц,Инвест,Градња,Хемија,Пласт}', '{Београд,Ниш}',
 '{%S д.о.о.,%S %W д.о.о.,%S %W д.о.о. %P}'),
('cn-hans', 'CN', 260,
 '{瑞,宏,嘉,泰,盛,鑫,永,恒,德,福,祥,锦,昌,宝}',
 '{丰,达,源,兴,隆,裕,顺,诚,茂,润,康,益,通,美}',
 '{贸易,科技,电子,进出口,实业,物流,机械设备,国际贸易,供应链管理}', '{深圳市,上海,广州市,宁波,义乌市,厦门,青岛,苏州}',
 '{%P%S%W有限公司,%S%W(%P)有限公司,%P%S%W股份有限公司}'),
('cn-latn', 'CN', 150,
 '{Rui,Hong,Jia,Tai,Sheng,Xin,Yong,Heng,De,Fu,Xiang,Jin,Chang,Bao}',
 '{feng,cheng,yuan,xing,long,yu,shun,mao,run,kang,yi,mei}',
 '{Trading,Import and Export,Electronics,Machinery,International Trade,Industrial,Supply Chain}', '{Shenzhen,Shanghai,Guangzhou,Ningbo,Yiwu,Qingdao}',
 '{"%P %S %W Co., Ltd.",%P %S %W Co Ltd,%S %W (%P) Limited}'),
('hk', 'HK', 170,
 '{Gold,Silver,Jade,Lucky,Star,Sky,Sun,Pearl,Lotus,Dragon,Crown,Bright}',
 '{peak,wave,field,ridge,brook,harbour,mount,gate,well,stone,crest}',
 '{Trading,Industrial,Components,Logistics,Holdings,Enterprise,Electronics}', '{Kowloon,Hong Kong}',
 '{%S %W Limited,%S %W (HK) Limited,%S (%P) %W Co. Limited,%S %W International Ltd}'),
('kr', 'KR', 90,
 '{세림,한울,다온,가람,미르,누리,보람,아라,해솔,초원}',
 '{정밀,상사,물산,테크,산업,화학,전기,식품}',
 '{무역,통상,유통}', '{서울,부산}',
 '{주식회사 %S,(주)%S,%S 주식회사,%S%W (주)}'),
('ru', 'RU', 170,
 '{Вел,Брус,Клён,Озёр,Ромаш,Светл,Тепл,Яблон,Дубр,Берёз,Журав,Колос}',
 '{есной,нички,овник,ино,ковод,ица,овей,ушка,авник,ёнок,инец}',
 '{Торг,Опт,Мебель,Сад,Продукт,Ремонт,Быт,Декор}', '{Москва,Казань,Пермь}',
 '{ООО «%S»,ООО «%S-%W»,ООО «%S %W»,ИП %S,АО «%S %W»}'),
('eu', 'LT', 170,
 '{Balt,Nemun,Vilk,Šalt,Žem,Kaun,Drusk,Jūr,Auks,Gint,Pamar}',
 '{vija,upis,aitis,ana,uva,ingis,elis,ėnai,akalnis,aras}',
 '{Prekyba,Transportas,Baldai,Statyba,Maistas,Logistika}', '{Vilnius,Kaunas}',
 '{"UAB %S",UAB %S %W,%S %W SIA,%S %W OÜ,%S %W Sp. z o.o.}');

-- Twice as many candidates as wanted, then the first distinct ones.
CREATE TEMP TABLE consignee AS
WITH candidate AS (
	SELECT l.locale, l.country, l.wanted, k,
		replace(replace(replace(pg_temp.pick(l.pattern, l.locale || 'p' || k),
			'%S', pg_temp.pick(l.head, l.locale || 'h' || k) || pg_temp.pick(l.tail, l.locale || 't' || k)),
			'%W', pg_temp.pick(l.word, l.locale || 'w' || k)),
			'%P', pg_temp.pick(l.place, l.locale || 'c' || k)) AS name
	FROM locale l, generate_series(1, l.wanted * 3) k
), fresh AS (
	SELECT c.locale, c.country, c.wanted, c.name, min(c.k) AS k
	FROM candidate c
	WHERE NOT EXISTS (SELECT FROM trade.planted p WHERE p.consignee = c.name)
	GROUP BY 1, 2, 3, 4
), ranked AS (
	SELECT locale, country, wanted, name, row_number() OVER (PARTITION BY locale ORDER BY k) AS n FROM fresh
)
SELECT row_number() OVER (ORDER BY md5('rank' || locale || n) COLLATE "C") - 1 AS n, name, country
FROM ranked WHERE n <= wanted;
CREATE UNIQUE INDEX ON consignee (n);

------------------------------------------------------------------------------
-- Declarations
------------------------------------------------------------------------------
CREATE TABLE trade.declaration (
	id          bigint PRIMARY KEY,
	declared    date NOT NULL,
	exporter    text NOT NULL,
	consignee   text NOT NULL,
	hs          hscode NOT NULL,
	goods       text NOT NULL,
	origin      text NOT NULL,
	dispatch    text NOT NULL,
	destination text NOT NULL,
	value_usd   numeric(14,2) NOT NULL,
	weight_kg   numeric(12,2) NOT NULL
);
COMMENT ON TABLE trade.declaration IS 'made-up customs declarations of the demo';

-- What each declaration is for: a consignee, where it goes, and whether the
-- goods are to be drawn from the controlled ones only.
CREATE TEMP TABLE wanted AS
-- ordinary trade: few consignees ship much, many ship little; some of the
-- goods declared by a trader in a third country go on to another one
SELECT 'o' || i AS seed, c.name AS consignee, false AS controlled,
	CASE WHEN pg_temp.h('on' || i, 100) < 12 THEN pg_temp.pick('{RU,BY,UZ,KG,IR,AZ,TJ}', 'to' || i) ELSE c.country END AS destination,
	NULL::text AS via
FROM generate_series(1, 23700) i
JOIN consignee c ON c.n = floor((SELECT count(*) FROM consignee) * pg_temp.u('c' || i) * pg_temp.u('d' || i))::int
UNION ALL
-- every consignee at least once
SELECT 'e' || n, name, false, country, NULL FROM consignee
UNION ALL
-- planted hits: one to three declarations, more of them controlled goods
SELECT 'p' || md5(p.consignee) || j, p.consignee, pg_temp.h('pc' || md5(p.consignee) || j, 100) < 45,
	substr(p.entity_id, 1, 2),
	pg_temp.pick(CASE substr(p.entity_id, 1, 2)
		WHEN 'RU' THEN '{KZ,AM,KG,GE,TR,AE,UZ,HK,RS,CN}' WHEN 'BY' THEN '{KZ,LT,TR,RS,UZ,GE}'
		WHEN 'IR' THEN '{AE,TR,AM,OM,IQ}' WHEN 'KP' THEN '{CN,HK}' WHEN 'CN' THEN '{HK,SG,KR}'
		WHEN 'MM' THEN '{TH,SG}' WHEN 'VE' THEN '{PA,TR}' ELSE '{AE,CY,TR}' END::text[], 'pv' || md5(p.consignee) || j)
FROM trade.planted p, generate_series(1, 1 + pg_temp.h('pn' || md5(p.consignee), 3)) j
UNION ALL
-- decoys: the same
SELECT 'y' || md5(y.consignee) || j, y.consignee, pg_temp.h('yc' || md5(y.consignee) || j, 100) < 25,
	pg_temp.pick('{KZ,AM,KG,GE,TR,AE,UZ,HK,RS,CN}', 'yd' || md5(y.consignee)), NULL
FROM trade.decoy y, generate_series(1, 1 + pg_temp.h('yn' || md5(y.consignee), 3)) j;

-- Codes are drawn before they are looked up, once for each declaration.
INSERT INTO trade.declaration
WITH numbered AS MATERIALIZED (
	SELECT w.*, pg_temp.h('g' || w.seed, CASE WHEN w.controlled
			THEN (SELECT count(*) FROM chpl_draw) ELSE (SELECT sum(share) FROM goods) END::int) AS draw
	FROM wanted w
), drawn AS (
	SELECT w.*, g.sub, g.goods, g.price
	FROM numbered w JOIN goods_draw g ON NOT w.controlled AND w.draw >= g.lo AND w.draw < g.hi
	UNION ALL
	SELECT w.*, g.sub, g.goods, g.price
	FROM numbered w JOIN chpl_draw g ON w.controlled AND w.draw = g.n
), priced AS (
	SELECT d.*,
		-- much small freight and a little heavy: cheap goods weigh more
		(0.5 + 200 * pg_temp.u('k' || seed) * pg_temp.u('l' || seed) * (1 + 2000 / (price * price + 4))) AS kg,
		pg_temp.pick('{DE,DE,DE,IT,FR,NL,PL,US,US,JP,KR,TW,CN,CN,CN,CN,CN,MY,GB,CZ,AT,CH,SE,IN,VN}', 'or' || seed) AS origin
	FROM drawn d
)
SELECT row_number() OVER (ORDER BY md5(seed) COLLATE "C"),
	date '2024-03-01' + pg_temp.h('t' || seed, 671),
	pg_temp.pick('{Brack,Holm,Lind,Stein,Mül,Ger,Fal,Nord,Kest,Ost,Tann,Wick,Ald,Ven,Pal,Cor}', 'x1' || seed || origin)
		|| pg_temp.pick('{haus,berg,strom,hoff,ford,wald,mann,field,bach,dal,brook,ham}', 'x2' || pg_temp.h('x3' || seed, 40)) || ' '
		|| CASE
			WHEN origin IN ('DE', 'AT', 'CH') THEN pg_temp.pick('{GmbH,AG,Technik GmbH,Handels GmbH}', 'x4' || seed)
			WHEN origin IN ('IT', 'FR', 'NL', 'PL', 'CZ', 'SE') THEN pg_temp.pick('{S.p.A.,SAS,B.V.,AB,Europe B.V.}', 'x4' || seed)
			WHEN origin IN ('US', 'GB') THEN pg_temp.pick('{Inc.,Ltd,Corp.,Supply Inc.}', 'x4' || seed)
			ELSE pg_temp.pick('{"Co., Ltd.",Industrial Co. Ltd,Corporation,Exports Ltd}', 'x4' || seed)
		END,
	consignee,
	-- national codes have ten digits; some declarations give fewer
	CASE
		WHEN pg_temp.h('v' || seed, 1000) < 15 THEN substr(sub, 1, 4)
		WHEN pg_temp.h('v' || seed, 1000) < 35 THEN sub
		WHEN pg_temp.h('v' || seed, 1000) < 90 THEN sub || pg_temp.pick('{00,10,90}', sub || pg_temp.h('n' || seed, 3))
		ELSE sub || pg_temp.pick('{0000,0000,1000,9000,0010,1009,2000,8000,9009,3100}', sub || pg_temp.h('n' || seed, 3))
	END::hscode,
	goods,
	origin,
	coalesce(via, CASE
		WHEN pg_temp.h('r' || seed, 100) < 45 OR destination = origin THEN origin
		ELSE pg_temp.pick('{TR,AE,LT,PL,CN,HK,GE,KZ,RS,UZ}', 'via' || seed) END),
	destination,
	round((kg * price * (0.7 + 0.6 * pg_temp.u('m' || seed)))::numeric, 2),
	round(kg::numeric, 2)
FROM priced;

CREATE INDEX ON trade.declaration (hs);
CREATE INDEX ON trade.declaration (consignee);
ANALYZE trade.declaration;

SELECT count(*) AS declarations, count(DISTINCT consignee) AS consignees, count(DISTINCT hs::text) AS codes,
	min(declared) AS from_day, max(declared) AS to_day
FROM trade.declaration;
