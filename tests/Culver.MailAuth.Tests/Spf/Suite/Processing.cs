namespace Culver.MailAuth.Tests.Spf.Suite;

/// <summary>How a record is found and read (RFC 7208 §4).</summary>
internal static class Processing
{
    public const string Initial = """
        example.com TIMEOUT
        example.net TXT "v=spf1 -all exp=exp.example.net"
        a.example.net TXT "v=spf1 -all exp=exp.example.net"
        exp.example.net TXT "%{l}"
        a12345678901234567890123456789012345678901234567890123456789012.example.com TXT "v=spf1 -all"
        hosed.example.com TXT "v=spf1 a:\239\187\191garbage.example.net -all"
        hosed2.example.com TXT "v=spf1 \128a:example.net -all"
        hosed3.example.com TXT "v=spf1 a:example.net \150all"
        nothosed.example.com TXT "v=spf1 a:example.net -all"
        nothosed.example.com TXT "\150"
        ----
        toolonglabel        | 1.2.3.5 | mail.example.net | lyme.eater@A123456789012345678901234567890123456789012345678901234567890123.example.com | none
        longlabel           | 1.2.3.5 | mail.example.net | lyme.eater@A12345678901234567890123456789012345678901234567890123456789012.example.com | fail
        emptylabel          | 1.2.3.5 | mail.example.net | lyme.eater@A...example.com | none
        helo-not-fqdn       | 1.2.3.5 | A2345678 | | none
        helo-domain-literal | 1.2.3.5 | [1.2.3.5] | | none
        nolocalpart         | 1.2.3.4 | mail.example.net | @example.net | fail | postmaster
        domain-literal      | 1.2.3.5 | OEMCOMPUTER | foo@[1.2.3.5] | none
        non-ascii-policy    | 1.2.3.4 | hosed | foobar@hosed.example.com | permerror
        non-ascii-mech      | 1.2.3.4 | hosed | foobar@hosed2.example.com | permerror
        non-ascii-result    | 1.2.3.4 | hosed | foobar@hosed3.example.com | permerror
        non-ascii-non-spf   | 1.2.3.4 | hosed | foobar@nothosed.example.com | fail | -
        """;

    // Records of the withdrawn type 99 are left out: where the suite has nothing else, the name is there without text.
    public const string Lookup = """
        both.example.net TXT "v=spf1 -all"
        txtonly.example.net TXT "v=spf1 -all"
        spfonly.example.net A 127.0.0.1
        spftimeout.example.net TXT "v=spf1 -all"
        spftimeout.example.net TIMEOUT
        txttimeout.example.net TIMEOUT
        nospftxttimeout.example.net TIMEOUT
        alltimeout.example.net TIMEOUT
        ----
        both            | 1.2.3.4 | mail.example.net | foo@both.example.net | fail
        txtonly         | 1.2.3.4 | mail.example.net | foo@txtonly.example.net | fail
        spfonly         | 1.2.3.4 | mail.example.net | foo@spfonly.example.net | none
        spftimeout      | 1.2.3.4 | mail.example.net | foo@spftimeout.example.net | fail
        txttimeout      | 1.2.3.4 | mail.example.net | foo@txttimeout.example.net | temperror
        nospftxttimeout | 1.2.3.4 | mail.example.net | foo@nospftxttimeout.example.net | temperror
        alltimeout      | 1.2.3.4 | mail.example.net | foo@alltimeout.example.net | temperror
        """;

    public const string Selection = """
        example3.com TXT "v=spf10"
        example3.com TXT "v=spf1 mx"
        example3.com MX 0 mail.example1.com
        example1.com TXT "v=spf1"
        example2.com TXT "v=spf1" "mx"
        mail.example1.com A 1.2.3.4
        example4.com TXT "v=spf1 -all"
        example5.com TXT "v=spf1 -all"
        example5.com TXT "v=spf1 +all"
        example6.com TXT "v=spf1 -all"
        example6.com TXT "V=sPf1 +all"
        example7.com TXT "v=spf1 -all"
        example7.com TXT "v=spf1 -all"
        example8.com TXT "v=spf1 +all"
        example9.com TXT "v=SpF1 ~all"
        ----
        nospace1         | 1.2.3.4 | mail.example1.com  | foo@example2.com | none
        empty            | 1.2.3.4 | mail1.example1.com | foo@example1.com | neutral
        nospace2         | 1.2.3.4 | mail.example1.com  | foo@example3.com | pass
        spfoverride      | 1.2.3.4 | mail.example1.com  | foo@example4.com | fail
        multitxt1        | 1.2.3.4 | mail.example1.com  | foo@example5.com | permerror
        multitxt2        | 1.2.3.4 | mail.example1.com  | foo@example6.com | permerror
        multispf1        | 1.2.3.4 | mail.example1.com  | foo@example7.com | permerror fail
        multispf2        | 1.2.3.4 | mail.example1.com  | foo@example8.com | pass
        nospf            | 1.2.3.4 | mail.example1.com  | foo@mail.example1.com | none
        case-insensitive | 1.2.3.4 | mail.example1.com  | foo@example9.com | softfail
        """;

    public const string Evaluation = """
        mail.example.com A 1.2.3.4
        t1.example.com TXT "v=spf1 ip4:1.2.3.4 -all moo"
        t2.example.com TXT "v=spf1 moo.cow-far_out=man:dog/cat ip4:1.2.3.4 -all"
        t3.example.com TXT "v=spf1 moo.cow/far_out=man:dog/cat ip4:1.2.3.4 -all"
        t4.example.com TXT "v=spf1 moo.cow:far_out=man:dog/cat ip4:1.2.3.4 -all"
        t5.example.com TXT "v=spf1 redirect=t5.example.com ~all"
        t6.example.com TXT "v=spf1 ip4:1.2.3.4 redirect=t2.example.com"
        t7.example.com TXT "v=spf1 ip4:1.2.3.4"
        t8.example.com TXT "v=spf1 ip4:1.2.3.4 redirect:t2.example.com"
        t9.example.com TXT "v=spf1 a:foo-bar -all"
        t10.example.com TXT "v=spf1 a:mail.example...com -all"
        t11.example.com TXT "v=spf1 a:a123456789012345678901234567890123456789012345678901234567890123.example.com -all"
        t12.example.com TXT "v=spf1 a:%{H}.bar -all"
        ----
        detect-errors-anywhere        | 1.2.3.4 | mail.example.com | foo@t1.example.com | permerror
        modifier-charset-good         | 1.2.3.4 | mail.example.com | foo@t2.example.com | pass
        modifier-charset-bad1         | 1.2.3.4 | mail.example.com | foo@t3.example.com | permerror
        modifier-charset-bad2         | 1.2.3.4 | mail.example.com | foo@t4.example.com | permerror
        redirect-after-mechanisms1    | 1.2.3.4 | mail.example.com | foo@t5.example.com | softfail
        redirect-after-mechanisms2    | 1.2.3.5 | mail.example.com | foo@t6.example.com | fail
        default-result                | 1.2.3.5 | mail.example.com | foo@t7.example.com | neutral
        redirect-is-modifier          | 1.2.3.4 | mail.example.com | foo@t8.example.com | permerror
        invalid-domain                | 1.2.3.4 | mail.example.com | foo@t9.example.com | permerror
        invalid-domain-empty-label    | 1.2.3.4 | mail.example.com | foo@t10.example.com | fail permerror
        invalid-domain-long           | 1.2.3.4 | mail.example.com | foo@t11.example.com | fail permerror
        invalid-domain-long-via-macro | 1.2.3.4 | %%%%%%%%%%%%%%%%%%%%%% | foo@t12.example.com | fail permerror
        """;

    public const string Limits = """
        mail.example.com A 1.2.3.4
        e1.example.com TXT "v=spf1 ip4:1.1.1.1 redirect=e1.example.com"
        e1.example.com A 1.2.3.6
        e2.example.com TXT "v=spf1 include:e3.example.com"
        e2.example.com A 1.2.3.7
        e3.example.com TXT "v=spf1 include:e2.example.com"
        e3.example.com A 1.2.3.8
        e4.example.com TXT "v=spf1 mx"
        e4.example.com MX 0 mail.example.com
        e4.example.com MX 1 mail.example.com
        e4.example.com MX 2 mail.example.com
        e4.example.com MX 3 mail.example.com
        e4.example.com MX 4 mail.example.com
        e4.example.com MX 5 mail.example.com
        e4.example.com MX 6 mail.example.com
        e4.example.com MX 7 mail.example.com
        e4.example.com MX 8 mail.example.com
        e4.example.com MX 9 mail.example.com
        e4.example.com MX 10 e4.example.com
        e4.example.com A 1.2.3.5
        e5.example.com TXT "v=spf1 ptr"
        e5.example.com A 1.2.3.5
        5.3.2.1.in-addr.arpa PTR e1.example.com.
        5.3.2.1.in-addr.arpa PTR e2.example.com.
        5.3.2.1.in-addr.arpa PTR e3.example.com.
        5.3.2.1.in-addr.arpa PTR e4.example.com.
        5.3.2.1.in-addr.arpa PTR example.com.
        5.3.2.1.in-addr.arpa PTR e6.example.com.
        5.3.2.1.in-addr.arpa PTR e7.example.com.
        5.3.2.1.in-addr.arpa PTR e8.example.com.
        5.3.2.1.in-addr.arpa PTR e9.example.com.
        5.3.2.1.in-addr.arpa PTR e10.example.com.
        5.3.2.1.in-addr.arpa PTR e5.example.com.
        e6.example.com TXT "v=spf1 a mx a mx a mx a mx a ptr ip4:1.2.3.4 -all"
        e6.example.com A 1.2.3.8
        e6.example.com MX 10 e6.example.com
        e7.example.com TXT "v=spf1 a mx a mx a mx a mx a ptr a ip4:1.2.3.4 -all"
        e7.example.com A 1.2.3.20
        e8.example.com TXT "v=spf1 a include:inc.example.com ip4:1.2.3.4 mx -all"
        e8.example.com A 1.2.3.4
        inc.example.com TXT "v=spf1 a a a a a a a a"
        inc.example.com A 1.2.3.10
        e9.example.com TXT "v=spf1 a include:inc.example.com a ip4:1.2.3.4 -all"
        e9.example.com A 1.2.3.21
        e10.example.com TXT "v=spf1 a -all"
        e10.example.com A 1.2.3.1
        e10.example.com A 1.2.3.2
        e10.example.com A 1.2.3.3
        e10.example.com A 1.2.3.4
        e10.example.com A 1.2.3.5
        e10.example.com A 1.2.3.6
        e10.example.com A 1.2.3.7
        e10.example.com A 1.2.3.8
        e10.example.com A 1.2.3.9
        e10.example.com A 1.2.3.10
        e10.example.com A 1.2.3.11
        e10.example.com A 1.2.3.12
        e11.example.com TXT "v=spf1 a:err.example.com a:err1.example.com a:err2.example.com ?all"
        e12.example.com TXT "v=spf1 a:err.example.com a:err1.example.com ?all"
        ----
        redirect-loop      | 1.2.3.4  | mail.example.com | foo@e1.example.com | permerror
        include-loop       | 1.2.3.4  | mail.example.com | foo@e2.example.com | permerror
        mx-limit           | 1.2.3.5  | mail.example.com | foo@e4.example.com | permerror
        ptr-limit          | 1.2.3.5  | mail.example.com | foo@e5.example.com | neutral
        false-a-limit      | 1.2.3.12 | mail.example.com | foo@e10.example.com | pass
        mech-at-limit      | 1.2.3.4  | mail.example.com | foo@e6.example.com | pass
        mech-over-limit    | 1.2.3.4  | mail.example.com | foo@e7.example.com | permerror
        include-at-limit   | 1.2.3.4  | mail.example.com | foo@e8.example.com | pass
        include-over-limit | 1.2.3.4  | mail.example.com | foo@e9.example.com | permerror
        void-at-limit      | 1.2.3.4  | mail.example.com | foo@e12.example.com | neutral
        void-over-limit    | 1.2.3.4  | mail.example.com | foo@e11.example.com | permerror
        """;
}
