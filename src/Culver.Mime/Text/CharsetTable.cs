using System.Text;

namespace Culver.Mime.Text;

/// <summary>Which names mean which decoder. One line is one charset: its preferred name, then its aliases.</summary>
internal static class CharsetTable
{
    // Code pages, by number. The first name is the IANA preferred one where there is one; the rest are aliases of the registry
    // and names that mail programs have written.
    private static readonly (int CodePage, string Names)[] s_codePages =
    [
        (65001, "utf-8 utf8 unicode-1-1-utf-8 x-utf-8 utf-8n cp65001 cp-65001 utf8mb4"),
        (1200, "utf-16le utf-16-le unicodelittle"),
        (1201, "utf-16be utf-16-be unicodebig"),
        (12000, "utf-32le ucs-4le"),
        (12001, "utf-32be ucs-4be utf-32 ucs-4 iso-10646-ucs-4"),
        (1250, "windows-1250 cp1250 cp-1250 win-1250 win1250 x-cp1250"),
        (1251, "windows-1251 cp1251 cp-1251 win-1251 win1251 x-cp1251"),
        (1252, "windows-1252 cp1252 cp-1252 win-1252 win1252 x-cp1252 x-ansi ansi"),
        (1253, "windows-1253 cp1253 cp-1253 win-1253 win1253 x-cp1253"),
        (1254, "windows-1254 cp1254 cp-1254 win-1254 win1254 x-cp1254"),
        (1255, "windows-1255 cp1255 cp-1255 win-1255 win1255 x-cp1255"),
        (1256, "windows-1256 cp1256 cp-1256 win-1256 win1256 x-cp1256"),
        (1257, "windows-1257 cp1257 cp-1257 win-1257 win1257 x-cp1257"),
        (1258, "windows-1258 cp1258 cp-1258 win-1258 win1258 x-cp1258"),
        (28592, "iso-8859-2 iso8859-2 iso_8859-2 iso88592 iso8859_2 iso_8859-2:1987 latin2 latin-2 l2 iso-ir-101"),
        (28593, "iso-8859-3 iso8859-3 iso_8859-3 iso88593 iso8859_3 iso_8859-3:1988 latin3 latin-3 l3 iso-ir-109"),
        (28594, "iso-8859-4 iso8859-4 iso_8859-4 iso88594 iso8859_4 iso_8859-4:1988 latin4 latin-4 l4 iso-ir-110"),
        (28595, "iso-8859-5 iso8859-5 iso_8859-5 iso88595 iso8859_5 iso_8859-5:1988 cyrillic iso-ir-144"),
        (28596, "iso-8859-6 iso8859-6 iso_8859-6 iso88596 iso8859_6 iso_8859-6:1987 iso-8859-6-i iso-8859-6-e arabic asmo-708 ecma-114 iso-ir-127"),
        (28597, "iso-8859-7 iso8859-7 iso_8859-7 iso88597 iso8859_7 iso_8859-7:1987 greek greek8 elot_928 ecma-118 iso-ir-126"),
        (28598, "iso-8859-8 iso8859-8 iso_8859-8 iso88598 iso8859_8 iso_8859-8:1988 iso-8859-8-i iso-8859-8-e logical visual hebrew iso-ir-138"),
        (28599, "iso-8859-9 iso8859-9 iso_8859-9 iso88599 iso8859_9 iso_8859-9:1989 latin5 latin-5 l5 iso-ir-148"),
        (874, "windows-874 tis-620 tis620 iso-8859-11 iso8859-11 iso_8859-11 cp874 x-windows-874 dos-874"),
        (28603, "iso-8859-13 iso8859-13 iso_8859-13 iso885913 iso8859_13 latin7 latin-7 l7"),
        (28605, "iso-8859-15 iso8859-15 iso_8859-15 iso885915 iso8859_15 latin9 latin-9 l9 latin0"),
        (437, "ibm437 cp437 cp-437 437 cspc8codepage437"),
        (737, "ibm737 cp737 cp-737"),
        (775, "ibm775 cp775 cp-775"),
        (850, "ibm850 cp850 cp-850 850 cspc850multilingual"),
        (852, "ibm852 cp852 cp-852 852"),
        (855, "ibm855 cp855 cp-855 855"),
        (857, "ibm857 cp857 cp-857 857"),
        (858, "ibm00858 ibm858 cp858 cp-858 cp00858 ccsid00858 pc-multilingual-850+euro"),
        (860, "ibm860 cp860 cp-860 860"),
        (861, "ibm861 cp861 cp-861 861 cp-is"),
        (862, "ibm862 cp862 cp-862 862 dos-862"),
        (863, "ibm863 cp863 cp-863 863"),
        (864, "ibm864 cp864 cp-864"),
        (865, "ibm865 cp865 cp-865 865"),
        (866, "ibm866 cp866 cp-866 866 csibm866"),
        (869, "ibm869 cp869 cp-869 869 cp-gr"),
        (37, "ibm037 cp037 ebcdic-cp-us ebcdic-cp-ca ebcdic-cp-nl"),
        (500, "ibm500 cp500 ebcdic-cp-be ebcdic-cp-ch"),
        (1047, "ibm1047 cp1047"),
        (20866, "koi8-r koi8r koi8 koi koi-8-r cskoi8r x-koi8-r"),
        (21866, "koi8-u koi8u koi8-ru cskoi8u"),
        (10000, "macintosh mac x-mac-roman macroman x-macroman csmacintosh"),
        (10004, "x-mac-arabic macarabic"),
        (10005, "x-mac-hebrew machebrew"),
        (10006, "x-mac-greek macgreek"),
        (10007, "x-mac-cyrillic maccyrillic"),
        (10010, "x-mac-romanian macromania"),
        (10017, "x-mac-ukrainian macukraine"),
        (10029, "x-mac-ce maccentraleurope"),
        (10079, "x-mac-icelandic maciceland"),
        (10081, "x-mac-turkish macturkish"),
        (10082, "x-mac-croatian maccroatian"),
        (932, "shift_jis shift-jis sjis s-jis x-sjis ms_kanji csshiftjis windows-31j cswindows31j cp932 cp-932 ms932 x-ms-cp932"),
        (51932, "euc-jp eucjp x-euc-jp x-euc x-eucjp extended_unix_code_packed_format_for_japanese cseucpkdfmtjapanese ujis"),
        (936, "gbk gb2312 gb_2312-80 gb2312-80 csgb2312 csiso58gb231280 chinese iso-ir-58 euc-cn euccn x-euc-cn cp936 cp-936 ms936 windows-936 x-gbk cn-gb gb"),
        (52936, "hz-gb-2312 hz hz-gb-2312-80"),
        (950, "big5 big-5 big5-eten csbig5 x-x-big5 x-big5 cn-big5 cp950 cp-950 windows-950 big5-hkscs big5hkscs"),
        (949, "ks_c_5601-1987 ks_c_5601 ks_c_5601-1989 ksc_5601 ksc5601 ksc-5601 ks-c-5601-1987 ks_c_5601_1987 csksc56011987 korean iso-ir-149 euc-kr euckr x-euc-kr cseuckr uhc cp949 cp-949 windows-949 ms949"),
        (50225, "iso-2022-kr iso2022-kr csiso2022kr"),
        (1361, "johab"),
    ];

    public static Dictionary<string, Charset> Build()
    {
        var table = new Dictionary<string, Charset>(StringComparer.Ordinal);
        foreach (var (codePage, names) in s_codePages)
        {
            var encoding = new Lazy<Encoding>(() => Open(codePage));
            Add(table, names, () => new FrameworkDecoder(encoding.Value));
        }

        // us-ascii and every way to say "unknown": see Charsets.Unlabelled.
        Add(table, "us-ascii ascii usascii us ansi_x3.4-1968 ansi_x3.4-1986 iso-ir-6 iso646-us iso_646.irv:1991 ibm367 cp367 csascii 646 7bit 8bit " +
            "unknown unknown-8bit x-unknown x-user-defined default none iso-8859-unknown _charset charset binary", () => new FrameworkDecoder(RawText.Lenient));
        // What says Latin-1 is windows-1252 in practice: the two differ only where Latin-1 has control characters.
        var western = new Lazy<Encoding>(() => Open(1252));
        Add(table, "iso-8859-1 iso8859-1 iso_8859-1 iso88591 iso8859_1 iso_8859-1:1987 iso-ir-100 latin1 latin-1 l1 ibm819 cp819 csisolatin1 " +
            "iso-8859-1-windows-3.1-latin-1 ansi_x3.110-1983 csa_t500-1983 iso-ir-99 iso8859 iso-8859 western", () => new FrameworkDecoder(western.Value));
        AddTable(table, "iso-8859-10 iso8859-10 iso_8859-10 iso885910 iso_8859-10:1992 latin6 latin-6 l6 iso-ir-157", SingleByteTables.Latin6, default);
        AddTable(table, "iso-8859-14 iso8859-14 iso_8859-14 iso885914 iso_8859-14:1998 iso-celtic latin8 latin-8 l8 iso-ir-199", SingleByteTables.Latin8, default);
        AddTable(table, "iso-8859-16 iso8859-16 iso_8859-16 iso885916 iso_8859-16:2001 latin10 latin-10 l10 iso-ir-226", SingleByteTables.Latin10, default);
        AddTable(table, "viscii csviscii viscii1.1-1", SingleByteTables.Viscii, SingleByteTables.VisciiLow);
        Add(table, "utf-16 utf16 ucs-2 iso-10646-ucs-2 unicode csunicode", () => new Utf16Decoder());
        Add(table, "utf-7 utf7 unicode-1-1-utf-7 csunicode11utf7 x-unicode-2-0-utf-7 x-utf-7", () => new Utf7Decoder());
        Add(table, "gb18030 gb-18030 x-gb18030", () => new Gb18030Decoder());
        Add(table, "iso-2022-jp iso2022jp iso2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-ms x-iso-2022-jp jis jis_encoding csjisencoding iso-2022-jp-2 csiso2022jp2 iso-2022-jp-3", () => new Iso2022JpDecoder());
        Add(table, "iso-2022-cn iso2022cn iso-2022-cn-ext csiso2022cn", () => new Iso2022CnDecoder());
        return table;
    }

    /// <summary>A code page's encoding that never guesses and never throws.</summary>
    internal static Encoding Open(int codePage)
    {
        var replacement = new DecoderReplacementFallback("\uFFFD");
        return CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, replacement)
            ?? Encoding.GetEncoding(codePage, EncoderFallback.ReplacementFallback, replacement);
    }

    private static void AddTable(Dictionary<string, Charset> table, string names, ReadOnlySpan<char> upper, ReadOnlySpan<char> low)
    {
        var characters = TableDecoder.Table(upper, low);
        Add(table, names, () => new TableDecoder(characters));
    }

    private static void Add(Dictionary<string, Charset> table, string names, Func<CharsetDecoder> create)
    {
        var list = names.Split(' ');
        var charset = new Charset(list[0], create);
        foreach (var name in list) table.Add(name, charset);
    }
}
