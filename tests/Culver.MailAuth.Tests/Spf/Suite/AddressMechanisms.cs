namespace Culver.MailAuth.Tests.Spf.Suite;

/// <summary>The mechanisms a, ip4, ip6, exists and all (RFC 7208 §5.1, §5.3, §5.6, §5.7).</summary>
internal static class AddressMechanisms
{
    public const string All = """
        mail.example.com A 1.2.3.4
        e1.example.com TXT "v=spf1 -all."
        e2.example.com TXT "v=spf1 -all:foobar"
        e3.example.com TXT "v=spf1 -all/8"
        e4.example.com TXT "v=spf1 ?all"
        e5.example.com TXT "v=spf1 all -all"
        ----
        all-dot     | 1.2.3.4 | mail.example.com | foo@e1.example.com | permerror
        all-arg     | 1.2.3.4 | mail.example.com | foo@e2.example.com | permerror
        all-cidr    | 1.2.3.4 | mail.example.com | foo@e3.example.com | permerror
        all-neutral | 1.2.3.4 | mail.example.com | foo@e4.example.com | neutral
        all-double  | 1.2.3.4 | mail.example.com | foo@e5.example.com | pass
        """;

    public const string A = """
        mail.example.com A 1.2.3.4
        e1.example.com TXT "v=spf1 a/0 -all"
        e2.example.com A 1.1.1.1
        e2.example.com AAAA 1234::2
        e2.example.com TXT "v=spf1 a/0 -all"
        e2a.example.com AAAA 1234::1
        e2a.example.com TXT "v=spf1 a//0 -all"
        e2b.example.com A 1.1.1.1
        e2b.example.com TXT "v=spf1 a//0 -all"
        ipv6.example.com AAAA 1234::1
        ipv6.example.com A 1.1.1.1
        ipv6.example.com TXT "v=spf1 a -all"
        e3.example.com TXT "v=spf1 a:foo.example.com\000"
        e4.example.com TXT "v=spf1 a:111.222.33.44"
        e5.example.com TXT "v=spf1 a:abc.123"
        e5a.example.com TXT "v=spf1 a:museum"
        e5b.example.com TXT "v=spf1 a:museum."
        e6.example.com TXT "v=spf1 a//33 -all"
        e6a.example.com TXT "v=spf1 a/33 -all"
        e7.example.com TXT "v=spf1 a//129 -all"
        e8.example.com A 1.2.3.5
        e8.example.com AAAA 2001:db8:1234::dead:beef
        e8.example.com TXT "v=spf1 a/24//64 -all"
        e8e.example.com A 1.2.3.5
        e8e.example.com AAAA 2001:db8:1234::dead:beef
        e8e.example.com TXT "v=spf1 a/24/64 -all"
        e8a.example.com A 1.2.3.5
        e8a.example.com AAAA 2001:db8:1234::dead:beef
        e8a.example.com TXT "v=spf1 a/24 -all"
        e8b.example.com A 1.2.3.5
        e8b.example.com AAAA 2001:db8:1234::dead:beef
        e8b.example.com TXT "v=spf1 a//64 -all"
        e9.example.com TXT "v=spf1 a:example.com:8080"
        e10.example.com TXT "v=spf1 a:foo.example.com/24"
        foo.example.com A 1.1.1.1
        foo.example.com A 1.2.3.5
        e11.example.com TXT "v=spf1 a:foo:bar/baz.example.com"
        foo:bar/baz.example.com A 1.2.3.4
        e12.example.com TXT "v=spf1 a:example.-com"
        e13.example.com TXT "v=spf1 a:"
        e14.example.com TXT "v=spf1 a:foo.example.xn--zckzah -all"
        foo.example.xn--zckzah A 1.2.3.4
        ----
        a-cidr6                     | 1.2.3.4 | mail.example.com | foo@e6.example.com | fail
        a-bad-cidr4                 | 1.2.3.4 | mail.example.com | foo@e6a.example.com | permerror
        a-bad-cidr6                 | 1.2.3.4 | mail.example.com | foo@e7.example.com | permerror
        a-dual-cidr-ip4-match       | 1.2.3.4 | mail.example.com | foo@e8.example.com | pass
        a-dual-cidr-ip4-err         | 1.2.3.4 | mail.example.com | foo@e8e.example.com | permerror
        a-dual-cidr-ip6-match       | 2001:db8:1234::cafe:babe | mail.example.com | foo@e8.example.com | pass
        a-dual-cidr-ip4-default     | 1.2.3.4 | mail.example.com | foo@e8b.example.com | fail
        a-dual-cidr-ip6-default     | 2001:db8:1234::cafe:babe | mail.example.com | foo@e8a.example.com | fail
        a-multi-ip1                 | 1.2.3.4 | mail.example.com | foo@e10.example.com | pass
        a-multi-ip2                 | 1.2.3.4 | mail.example.com | foo@e10.example.com | pass
        a-bad-domain                | 1.2.3.4 | mail.example.com | foo@e9.example.com | permerror
        a-nxdomain                  | 1.2.3.4 | mail.example.com | foo@e1.example.com | fail
        a-cidr4-0                   | 1.2.3.4 | mail.example.com | foo@e2.example.com | pass
        a-cidr4-0-ip6               | 1234::1 | mail.example.com | foo@e2.example.com | fail
        a-cidr6-0-ip4               | 1.2.3.4 | mail.example.com | foo@e2a.example.com | fail
        a-cidr6-0-ip4mapped         | ::FFFF:1.2.3.4 | mail.example.com | foo@e2a.example.com | fail
        a-cidr6-0-ip6               | 1234::1 | mail.example.com | foo@e2a.example.com | pass
        a-ip6-dualstack             | 1234::1 | mail.example.com | foo@ipv6.example.com | pass
        a-cidr6-0-nxdomain          | 1234::1 | mail.example.com | foo@e2b.example.com | fail
        a-null                      | 1.2.3.5 | mail.example.com | foo@e3.example.com | permerror
        a-numeric                   | 1.2.3.4 | mail.example.com | foo@e4.example.com | permerror
        a-numeric-toplabel          | 1.2.3.4 | mail.example.com | foo@e5.example.com | permerror
        a-dash-in-toplabel          | 1.2.3.4 | mail.example.com | foo@e14.example.com | pass
        a-bad-toplabel              | 1.2.3.4 | mail.example.com | foo@e12.example.com | permerror
        a-only-toplabel             | 1.2.3.4 | mail.example.com | foo@e5a.example.com | permerror
        a-only-toplabel-trailing-dot | 1.2.3.4 | mail.example.com | foo@e5b.example.com | permerror
        a-colon-domain              | 1.2.3.4 | mail.example.com | foo@e11.example.com | pass
        a-colon-domain-ip4mapped    | ::FFFF:1.2.3.4 | mail.example.com | foo@e11.example.com | pass
        a-empty-domain              | 1.2.3.4 | mail.example.com | foo@e13.example.com | permerror
        """;

    public const string Exists = """
        mail.example.com A 1.2.3.4
        mail6.example.com AAAA CAFE:BABE::4
        err.example.com TIMEOUT
        e1.example.com TXT "v=spf1 exists:"
        e2.example.com TXT "v=spf1 exists"
        e3.example.com TXT "v=spf1 exists:mail.example.com/24"
        e4.example.com TXT "v=spf1 exists:mail.example.com"
        e5.example.com TXT "v=spf1 exists:mail6.example.com -all"
        e6.example.com TXT "v=spf1 exists:err.example.com -all"
        ----
        exists-empty-domain | 1.2.3.4 | mail.example.com | foo@e1.example.com | permerror
        exists-implicit     | 1.2.3.4 | mail.example.com | foo@e2.example.com | permerror
        exists-cidr         | 1.2.3.4 | mail.example.com | foo@e3.example.com | permerror
        exists-ip4          | 1.2.3.4 | mail.example.com | foo@e4.example.com | pass
        exists-ip6          | CAFE:BABE::3 | mail.example.com | foo@e4.example.com | pass
        exists-ip6only      | CAFE:BABE::3 | mail.example.com | foo@e5.example.com | fail
        exists-dnserr       | CAFE:BABE::3 | mail.example.com | foo@e6.example.com | temperror
        """;

    public const string Ip4 = """
        mail.example.com A 1.2.3.4
        e1.example.com TXT "v=spf1 ip4:1.1.1.1/0 -all"
        e2.example.com TXT "v=spf1 ip4:1.2.3.4/32 -all"
        e3.example.com TXT "v=spf1 ip4:1.2.3.4/33 -all"
        e4.example.com TXT "v=spf1 ip4:1.2.3.4/032 -all"
        e5.example.com TXT "v=spf1 ip4"
        e6.example.com TXT "v=spf1 ip4:1.2.3.4//32"
        e7.example.com TXT "v=spf1 -ip4:1.2.3.4 ip6:::FFFF:1.2.3.4"
        e8.example.com TXT "v=spf1 ip4:1.2.3.4:8080"
        e9.example.com TXT "v=spf1 ip4:1.2.3"
        ----
        cidr4-0        | 1.2.3.4 | mail.example.com | foo@e1.example.com | pass
        cidr4-32       | 1.2.3.4 | mail.example.com | foo@e2.example.com | pass
        cidr4-33       | 1.2.3.4 | mail.example.com | foo@e3.example.com | permerror
        cidr4-032      | 1.2.3.4 | mail.example.com | foo@e4.example.com | permerror
        bare-ip4       | 1.2.3.4 | mail.example.com | foo@e5.example.com | permerror
        bad-ip4-port   | 1.2.3.4 | mail.example.com | foo@e8.example.com | permerror
        bad-ip4-short  | 1.2.3.4 | mail.example.com | foo@e9.example.com | permerror
        ip4-dual-cidr  | 1.2.3.4 | mail.example.com | foo@e6.example.com | permerror
        ip4-mapped-ip6 | ::FFFF:1.2.3.4 | mail.example.com | foo@e7.example.com | fail
        """;

    public const string Ip6 = """
        mail.example.com A 1.2.3.4
        e1.example.com TXT "v=spf1 -all ip6"
        e2.example.com TXT "v=spf1 ip6:::1.1.1.1/0"
        e3.example.com TXT "v=spf1 ip6:::1.1.1.1/129"
        e4.example.com TXT "v=spf1 ip6:::1.1.1.1//33"
        e5.example.com TXT "v=spf1 ip6:CAFE:BABE:8000::/33"
        e6.example.com TXT "v=spf1 ip6::CAFE::BABE"
        ----
        bare-ip6     | 1.2.3.4 | mail.example.com | foo@e1.example.com | permerror
        cidr6-0-ip4  | 1.2.3.4 | mail.example.com | foo@e2.example.com | neutral
        cidr6-ip4    | ::FFFF:1.2.3.4 | mail.example.com | foo@e2.example.com | neutral
        cidr6-0      | DEAF:BABE::CAB:FEE | mail.example.com | foo@e2.example.com | pass
        cidr6-129    | 1.2.3.4 | mail.example.com | foo@e3.example.com | permerror
        cidr6-bad    | 1.2.3.4 | mail.example.com | foo@e4.example.com | permerror
        cidr6-33     | CAFE:BABE:8000:: | mail.example.com | foo@e5.example.com | pass
        cidr6-33-ip4 | 1.2.3.4 | mail.example.com | foo@e5.example.com | neutral
        ip6-bad1     | 1.2.3.4 | mail.example.com | foo@e6.example.com | permerror
        """;
}
