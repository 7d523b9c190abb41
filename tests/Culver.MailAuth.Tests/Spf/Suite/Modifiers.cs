namespace Culver.MailAuth.Tests.Spf.Suite;

/// <summary>Modifiers and macros (RFC 7208 §6, §7).</summary>
internal static class Modifiers
{
    public const string Semantics = """
        mail.example.com A 1.2.3.4
        e1.example.com TXT "v=spf1 exp=exp1.example.com redirect=e2.example.com"
        e2.example.com TXT "v=spf1 -all"
        e3.example.com TXT "v=spf1 exp=exp1.example.com redirect=e4.example.com"
        e4.example.com TXT "v=spf1 -all exp=exp2.example.com"
        exp1.example.com TXT "No-see-um"
        exp2.example.com TXT "See me."
        exp3.example.com TXT "Correct!"
        exp4.example.com TXT "%{l} in implementation"
        e5.example.com TXT "v=spf1 1up=foo"
        e6.example.com TXT "v=spf1 =all"
        e7.example.com TXT "v=spf1 include:e3.example.com -all exp=exp3.example.com"
        e8.example.com TXT "v=spf1 -all exp=exp4.example.com"
        e9.example.com TXT "v=spf1 -all foo=%abc"
        e10.example.com TXT "v=spf1 redirect=erehwon.example.com"
        e11.example.com TXT "v=spf1 -all exp=e11msg.example.com"
        e11msg.example.com TXT "One answer."
        e11msg.example.com TXT "Another answer."
        e12.example.com TXT "v=spf1 exp= -all"
        e13.example.com TXT "v=spf1 exp=e13msg.example.com -all"
        e13msg.example.com TXT "The %{x}-files."
        e14.example.com TXT "v=spf1 exp=e13msg.example.com -all exp=e11msg.example.com"
        e15.example.com TXT "v=spf1 redirect=e12.example.com -all redirect=e12.example.com"
        e16.example.com TXT "v=spf1 exp=-all"
        e17.example.com TXT "v=spf1 redirect=-all ?all"
        e18.example.com TXT "v=spf1 ?all redirect="
        e19.example.com TXT "v=spf1 default=pass"
        e20.example.com TXT "v=spf1 default=+"
        e21.example.com TXT "v=spf1 exp=e21msg.example.com -all"
        e21msg.example.com TIMEOUT
        e22.example.com TXT "v=spf1 exp=mail.example.com -all"
        nonascii.example.com TXT "v=spf1 exp=badexp.example.com -all"
        badexp.example.com TXT "\239\187\191Explanation"
        tworecs.example.com TXT "v=spf1 exp=twoexp.example.com -all"
        twoexp.example.com TXT "one"
        twoexp.example.com TXT "two"
        e23.example.com TXT "v=spf1 a:erehwon.example.com a:foobar.com exp=nxdomain.com -all"
        ----
        redirect-none              | 1.2.3.4 | mail.example.com | foo@e10.example.com | permerror
        redirect-cancels-exp       | 1.2.3.4 | mail.example.com | foo@e1.example.com | fail | -
        redirect-syntax-error      | 1.2.3.4 | mail.example.com | foo@e17.example.com | permerror
        include-ignores-exp        | 1.2.3.4 | mail.example.com | foo@e7.example.com | fail | Correct!
        redirect-cancels-prior-exp | 1.2.3.4 | mail.example.com | foo@e3.example.com | fail | See me.
        invalid-modifier           | 1.2.3.4 | mail.example.com | foo@e5.example.com | permerror
        empty-modifier-name        | 1.2.3.4 | mail.example.com | foo@e6.example.com | permerror
        dorky-sentinel             | 1.2.3.4 | mail.example.com | Macro Error@e8.example.com | fail | Macro Error in implementation
        exp-multiple-txt           | 1.2.3.4 | mail.example.com | foo@e11.example.com | fail | -
        exp-no-txt                 | 1.2.3.4 | mail.example.com | foo@e22.example.com | fail | -
        exp-dns-error              | 1.2.3.4 | mail.example.com | foo@e21.example.com | fail | -
        exp-empty-domain           | 1.2.3.4 | mail.example.com | foo@e12.example.com | permerror
        explanation-syntax-error   | 1.2.3.4 | mail.example.com | foo@e13.example.com | fail | -
        exp-syntax-error           | 1.2.3.4 | mail.example.com | foo@e16.example.com | permerror
        exp-twice                  | 1.2.3.4 | mail.example.com | foo@e14.example.com | permerror
        redirect-empty-domain      | 1.2.3.4 | mail.example.com | foo@e18.example.com | permerror
        redirect-twice             | 1.2.3.4 | mail.example.com | foo@e15.example.com | permerror
        unknown-modifier-syntax    | 1.2.3.4 | mail.example.com | foo@e9.example.com | permerror
        default-modifier-obsolete  | 1.2.3.4 | mail.example.com | foo@e19.example.com | neutral
        default-modifier-obsolete2 | 1.2.3.4 | mail.example.com | foo@e20.example.com | neutral
        non-ascii-exp              | 1.2.3.4 | hosed | foobar@nonascii.example.com | fail | -
        two-exp-records            | 1.2.3.4 | hosed | foobar@tworecs.example.com | fail | -
        exp-void                   | 1.2.3.4 | mail.example.com | foo@e23.example.com | fail
        """;

    public const string Macros = """
        example.com.d.spf.example.com TXT "v=spf1 redirect=a.spf.example.com"
        a.spf.example.com TXT "v=spf1 include:o.spf.example.com. ~all"
        o.spf.example.com TXT "v=spf1 ip4:192.168.218.40"
        msgbas2x.cos.example.com A 192.168.218.40
        example.com A 192.168.90.76
        example.com TXT "v=spf1 redirect=%{d}.d.spf.example.com."
        exp.example.com TXT "v=spf1 exp=msg.example.com. -all"
        msg.example.com TXT "This is a test."
        e1.example.com TXT "v=spf1 -exists:%(ir).sbl.example.com ?all"
        e1e.example.com TXT "v=spf1 exists:foo%(ir).sbl.example.com ?all"
        e1t.example.com TXT "v=spf1 exists:foo%.sbl.example.com ?all"
        e1a.example.com TXT "v=spf1 a:macro%%percent%_%_space%-url-space.example.com -all"
        macro%percent\032\032space%20url-space.example.com A 1.2.3.4
        e2.example.com TXT "v=spf1 -all exp=%{r}.example.com"
        e3.example.com TXT "v=spf1 -all exp=%{ir}.example.com"
        40.218.168.192.example.com TXT "Connections from %{c} not authorized."
        somewhat.long.exp.example.com TXT "v=spf1 -all exp=foobar.%{o}.%{o}.%{o}.%{o}.%{o}.%{o}.%{o}.%{o}.example.com"
        somewhat.long.exp.example.com.somewhat.long.exp.example.com.somewhat.long.exp.example.com.somewhat.long.exp.example.com.somewhat.long.exp.example.com.somewhat.long.exp.example.com.somewhat.long.exp.example.com.somewhat.long.exp.example.com.example.com TXT "Labels were cut."
        e4.example.com TXT "v=spf1 -all exp=e4msg.example.com"
        e4msg.example.com TXT "%{c} is queried as %{ir}.%{v}.arpa"
        e5.example.com TXT "v=spf1 a:%{a}.example.com -all"
        e6.example.com TXT "v=spf1 -all exp=e6msg.example.com"
        e6msg.example.com TXT "connect from %{p}"
        mx.example.com A 192.168.218.41
        mx.example.com A 192.168.218.42
        mx.example.com AAAA CAFE:BABE::2
        mx.example.com AAAA CAFE:BABE::3
        40.218.168.192.in-addr.arpa PTR mx.example.com
        41.218.168.192.in-addr.arpa PTR mx.example.com
        42.218.168.192.in-addr.arpa PTR mx.example.com
        42.218.168.192.in-addr.arpa PTR mx.e7.example.com
        1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.E.B.A.B.E.F.A.C.ip6.arpa PTR mx.example.com
        3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.E.B.A.B.E.F.A.C.ip6.arpa PTR mx.example.com
        mx.e7.example.com A 192.168.218.42
        mx.e7.example.com.should.example.com A 127.0.0.2
        mx.example.com.ok.example.com A 127.0.0.2
        e7.example.com TXT "v=spf1 exists:%{p}.should.example.com ~exists:%{p}.ok.example.com"
        e8.example.com TXT "v=spf1 -all exp=msg8.%{D2}"
        msg8.example.com TXT "http://example.com/why.html?l=%{L}"
        e9.example.com TXT "v=spf1 a:%{H} -all"
        e10.example.com TXT "v=spf1 -include:_spfh.%{d2} ip4:1.2.3.0/24 -all"
        _spfh.example.com TXT "v=spf1 -a:%{h} +all"
        e11.example.com TXT "v=spf1 exists:%{i}.%{l2r-}.user.%{d2}"
        1.2.3.4.gladstone.philip.user.example.com A 127.0.0.2
        e12.example.com TXT "v=spf1 exists:%{l2r+-}.user.%{d2}"
        bar.foo.user.example.com A 127.0.0.2
        ----
        trailing-dot-domain         | 192.168.218.40 | msgbas2x.cos.example.com | test@example.com | pass
        trailing-dot-exp            | 192.168.218.40 | msgbas2x.cos.example.com | test@exp.example.com | fail | This is a test.
        exp-only-macro-char         | 192.168.218.40 | msgbas2x.cos.example.com | test@e2.example.com | permerror
        invalid-macro-char          | 192.168.218.40 | msgbas2x.cos.example.com | test@e1.example.com | permerror
        invalid-embedded-macro-char | 192.168.218.40 | msgbas2x.cos.example.com | test@e1e.example.com | permerror
        invalid-trailing-macro-char | 192.168.218.40 | msgbas2x.cos.example.com | test@e1t.example.com | permerror
        macro-mania-in-domain       | 1.2.3.4 | mail.example.com | test@e1a.example.com | pass
        exp-txt-macro-char          | 192.168.218.40 | msgbas2x.cos.example.com | test@e3.example.com | fail | Connections from 192.168.218.40 not authorized.
        domain-name-truncation      | 192.168.218.40 | msgbas2x.cos.example.com | test@somewhat.long.exp.example.com | fail | Labels were cut.
        v-macro-ip4                 | 192.168.218.40 | msgbas2x.cos.example.com | test@e4.example.com | fail | 192.168.218.40 is queried as 40.218.168.192.in-addr.arpa
        v-macro-ip6                 | CAFE:BABE::1 | msgbas2x.cos.example.com | test@e4.example.com | fail | cafe:babe::1 is queried as 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.E.B.A.B.E.F.A.C.ip6.arpa
        undef-macro                 | CAFE:BABE::192.168.218.40 | msgbas2x.cos.example.com | test@e5.example.com | permerror
        p-macro-ip4-novalid         | 192.168.218.40 | msgbas2x.cos.example.com | test@e6.example.com | fail | connect from unknown
        p-macro-ip4-valid           | 192.168.218.41 | msgbas2x.cos.example.com | test@e6.example.com | fail | connect from mx.example.com
        p-macro-ip6-novalid         | CAFE:BABE::1 | msgbas2x.cos.example.com | test@e6.example.com | fail | connect from unknown
        p-macro-ip6-valid           | CAFE:BABE::3 | msgbas2x.cos.example.com | test@e6.example.com | fail | connect from mx.example.com
        p-macro-multiple            | 192.168.218.42 | msgbas2x.cos.example.com | test@e7.example.com | pass softfail
        upper-macro                 | 192.168.218.42 | msgbas2x.cos.example.com | jack&jill=up@e8.example.com | fail | http://example.com/why.html?l=jack%26jill%3Dup
        hello-macro                 | 192.168.218.40 | msgbas2x.cos.example.com | test@e9.example.com | pass
        invalid-hello-macro         | 192.168.218.40 | JUMPIN' JUPITER | test@e9.example.com | fail
        hello-domain-literal        | 192.168.218.40 | [192.168.218.40] | test@e9.example.com | fail
        require-valid-helo          | 1.2.3.4 | OEMCOMPUTER | test@e10.example.com | fail
        macro-reverse-split-on-dash | 1.2.3.4 | mail.example.com | philip-gladstone-test@e11.example.com | pass
        macro-multiple-delimiters   | 1.2.3.4 | mail.example.com | foo-bar+zip+quux@e12.example.com | pass
        """;
}
