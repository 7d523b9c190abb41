namespace Culver.MailAuth.Tests.Spf.Suite;

/// <summary>The mechanisms ptr, include and mx (RFC 7208 §5.2, §5.4, §5.5).</summary>
internal static class NameMechanisms
{
    public const string Ptr = """
        mail.example.com A 1.2.3.4
        e1.example.com TXT "v=spf1 ptr/0 -all"
        e2.example.com TXT "v=spf1 ptr:example.com -all"
        4.3.2.1.in-addr.arpa PTR e3.example.com
        4.3.2.1.in-addr.arpa PTR e4.example.com
        4.3.2.1.in-addr.arpa PTR mail.example.com
        1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.E.B.A.B.E.F.A.C.ip6.arpa PTR e3.example.com
        e3.example.com TXT "v=spf1 ptr -all"
        e3.example.com A 1.2.3.4
        e3.example.com AAAA CAFE:BABE::1
        e4.example.com TXT "v=spf1 ptr -all"
        e5.example.com TXT "v=spf1 ptr:"
        ----
        ptr-cidr            | 1.2.3.4 | mail.example.com | foo@e1.example.com | permerror
        ptr-match-target    | 1.2.3.4 | mail.example.com | foo@e2.example.com | pass
        ptr-match-implicit  | 1.2.3.4 | mail.example.com | foo@e3.example.com | pass
        ptr-nomatch-invalid | 1.2.3.4 | mail.example.com | foo@e4.example.com | fail
        ptr-match-ip6       | CAFE:BABE::1 | mail.example.com | foo@e3.example.com | pass
        ptr-empty-domain    | 1.2.3.4 | mail.example.com | foo@e5.example.com | permerror
        """;

    public const string Include = """
        mail.example.com A 1.2.3.4
        ip5.example.com TXT "v=spf1 ip4:1.2.3.5 -all"
        ip6.example.com TXT "v=spf1 ip4:1.2.3.6 ~all"
        ip7.example.com TXT "v=spf1 ip4:1.2.3.7 ?all"
        ip8.example.com TIMEOUT
        erehwon.example.com TXT "v=spfl am not an SPF record"
        e1.example.com TXT "v=spf1 include:ip5.example.com ~all"
        e2.example.com TXT "v=spf1 include:ip6.example.com all"
        e3.example.com TXT "v=spf1 include:ip7.example.com -all"
        e4.example.com TXT "v=spf1 include:ip8.example.com -all"
        e5.example.com TXT "v=spf1 include:e6.example.com -all"
        e6.example.com TXT "v=spf1 include +all"
        e7.example.com TXT "v=spf1 include:erehwon.example.com -all"
        e8.example.com TXT "v=spf1 include: -all"
        e9.example.com TXT "v=spf1 include:ip5.example.com/24 -all"
        ----
        include-fail         | 1.2.3.4 | mail.example.com | foo@e1.example.com | softfail
        include-softfail     | 1.2.3.4 | mail.example.com | foo@e2.example.com | pass
        include-neutral      | 1.2.3.4 | mail.example.com | foo@e3.example.com | fail
        include-temperror    | 1.2.3.4 | mail.example.com | foo@e4.example.com | temperror
        include-permerror    | 1.2.3.4 | mail.example.com | foo@e5.example.com | permerror
        include-syntax-error | 1.2.3.4 | mail.example.com | foo@e6.example.com | permerror
        include-cidr         | 1.2.3.4 | mail.example.com | foo@e9.example.com | permerror
        include-none         | 1.2.3.4 | mail.example.com | foo@e7.example.com | permerror
        include-empty-domain | 1.2.3.4 | mail.example.com | foo@e8.example.com | permerror
        """;

    public const string Mx = """
        mail.example.com A 1.2.3.4
        mail.example.com MX 0 .
        mail.example.com TXT "v=spf1 mx"
        e1.example.com TXT "v=spf1 mx/0 -all"
        e1.example.com MX 0 e1.example.com
        e2.example.com A 1.1.1.1
        e2.example.com AAAA 1234::2
        e2.example.com MX 0 e2.example.com
        e2.example.com TXT "v=spf1 mx/0 -all"
        e2a.example.com AAAA 1234::1
        e2a.example.com MX 0 e2a.example.com
        e2a.example.com TXT "v=spf1 mx//0 -all"
        e2b.example.com A 1.1.1.1
        e2b.example.com MX 0 e2b.example.com
        e2b.example.com TXT "v=spf1 mx//0 -all"
        e3.example.com TXT "v=spf1 mx:foo.example.com\000"
        e4.example.com TXT "v=spf1 mx"
        e4.example.com A 1.2.3.4
        e5.example.com TXT "v=spf1 mx:abc.123"
        e6.example.com TXT "v=spf1 mx//33 -all"
        e6a.example.com TXT "v=spf1 mx/33 -all"
        e7.example.com TXT "v=spf1 mx//129 -all"
        e9.example.com TXT "v=spf1 mx:example.com:8080"
        e10.example.com TXT "v=spf1 mx:foo.example.com/24"
        foo.example.com MX 0 foo1.example.com
        foo1.example.com A 1.1.1.1
        foo1.example.com A 1.2.3.5
        e11.example.com TXT "v=spf1 mx:foo:bar/baz.example.com"
        foo:bar/baz.example.com MX 0 foo:bar/baz.example.com
        foo:bar/baz.example.com A 1.2.3.4
        e12.example.com TXT "v=spf1 mx:example.-com"
        e13.example.com TXT "v=spf1 mx: -all"
        ----
        mx-cidr6                  | 1.2.3.4 | mail.example.com | foo@e6.example.com | fail
        mx-bad-cidr4              | 1.2.3.4 | mail.example.com | foo@e6a.example.com | permerror
        mx-bad-cidr6              | 1.2.3.4 | mail.example.com | foo@e7.example.com | permerror
        mx-multi-ip1              | 1.2.3.4 | mail.example.com | foo@e10.example.com | pass
        mx-multi-ip2              | 1.2.3.4 | mail.example.com | foo@e10.example.com | pass
        mx-bad-domain             | 1.2.3.4 | mail.example.com | foo@e9.example.com | permerror
        mx-nxdomain               | 1.2.3.4 | mail.example.com | foo@e1.example.com | fail
        mx-cidr4-0                | 1.2.3.4 | mail.example.com | foo@e2.example.com | pass
        mx-cidr4-0-ip6            | 1234::1 | mail.example.com | foo@e2.example.com | fail
        mx-cidr6-0-ip4            | 1.2.3.4 | mail.example.com | foo@e2a.example.com | fail
        mx-cidr6-0-ip4mapped      | ::FFFF:1.2.3.4 | mail.example.com | foo@e2a.example.com | fail
        mx-cidr6-0-ip6            | 1234::1 | mail.example.com | foo@e2a.example.com | pass
        mx-cidr6-0-nxdomain       | 1234::1 | mail.example.com | foo@e2b.example.com | fail
        mx-null                   | 1.2.3.5 | mail.example.com | foo@e3.example.com | permerror
        mx-numeric-top-label      | 1.2.3.4 | mail.example.com | foo@e5.example.com | permerror
        mx-colon-domain           | 1.2.3.4 | mail.example.com | foo@e11.example.com | pass
        mx-colon-domain-ip4mapped | ::FFFF:1.2.3.4 | mail.example.com | foo@e11.example.com | pass
        mx-bad-toplab             | 1.2.3.4 | mail.example.com | foo@e12.example.com | permerror
        mx-empty                  | 1.2.3.4 | mail.example.com | | neutral
        mx-implicit               | 1.2.3.4 | mail.example.com | foo@e4.example.com | neutral
        mx-empty-domain           | 1.2.3.4 | mail.example.com | foo@e13.example.com | permerror
        """;
}
