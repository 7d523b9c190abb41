using Culver.Identity.Addresses;
using FsCheck;
using Xunit;

namespace Culver.Identity.Tests.Addresses;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("Joe@Example.ORG", "joe@example.org")]
    [InlineData("joe.bloggs+x@example.org", "joe.bloggs+x@example.org")]
    [InlineData("\"joe\"@example.org", "joe@example.org")]
    [InlineData("\"joe bloggs\"@example.org", "\"joe bloggs\"@example.org")]
    [InlineData("\"j\\oe\"@example.org", "joe@example.org")]
    [InlineData("\"a\\\"b\\\\c\"@example.org", "\"a\\\"b\\\\c\"@example.org")]
    [InlineData("\"a@b\"@example.org", "\"a@b\"@example.org")]
    [InlineData("Δοκιμή@παράδειγμα.example", "δοκιμή@xn--hxajbheg2az3al.example")]
    [InlineData("joe@BÜCHER.example", "joe@xn--bcher-kva.example")]
    [InlineData("joe@xn--BCHER-kva.example", "joe@xn--bcher-kva.example")]
    [InlineData("\uFF4A\uFF4F\uFF45@example.org", "joe@example.org")]
    [InlineData("cafe\u0301@example.org", "café@example.org")]
    [InlineData("root@localhost", "root@localhost")]
    [InlineData("joe@[127.0.0.1]", "joe@[127.0.0.1]")]
    [InlineData("joe@[IPv6:FE80::1]", "joe@[ipv6:fe80::1]")]
    public void An_address_has_one_canonical_form(string text, string canonical)
    {
        Assert.True(EmailAddress.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
        Assert.True(EmailAddress.TryParse(canonical, out var again));
        Assert.Equal(address, again);
    }

    [Fact]
    public void The_canonical_form_is_its_own_whatever_character_is_in_it()
    {
        for (var code = 1; code < 0x10000; code++)
        {
            if (code is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            var character = char.ConvertFromUtf32(code);
            foreach (var text in (string[])[$"a{character}b@example.org", $"\"a{character}\"@example.org", $"a@x{character}y.example"])
            {
                if (EmailAddress.TryParse(text, out var address))
                {
                    Assert.True(EmailAddress.TryParse(address.ToString(), out var again), text);
                    Assert.Equal(address.ToString(), again.ToString());
                }
            }
        }
    }

    [Fact]
    public void Any_text_at_all_is_an_address_or_refused_and_never_throws() =>
        FsCheck.Fluent.Prop.ForAll(FsCheck.Fluent.ArbMap.Default.ArbFor<string>(), text =>
            IsStable(text ?? "") && IsStable($"{text}@{text}") && IsStable($"\"{text}\"@example.org")).QuickCheckThrowOnFailure();

    private static bool IsStable(string text) =>
        !EmailAddress.TryParse(text, out var address) || (EmailAddress.TryParse(address.ToString(), out var again) && again == address);

    [Theory]
    [InlineData("")]
    [InlineData("joe")]
    [InlineData("@example.org")]
    [InlineData("joe@")]
    [InlineData(".joe@example.org")]
    [InlineData("joe.@example.org")]
    [InlineData("jo..e@example.org")]
    [InlineData("jo e@example.org")]
    [InlineData("jo(e)@example.org")]
    [InlineData("a@b@example.org")]
    [InlineData("\"\"@example.org")]
    [InlineData("\"a\"b\"@example.org")]
    [InlineData("\"a\\\"@example.org")]
    [InlineData("\"a\u0001\"@example.org")]
    [InlineData("joe@example.org.")]
    [InlineData("joe@.example.org")]
    [InlineData("joe@exa mple.org")]
    [InlineData("joe@exa_mple.org")]
    [InlineData("joe@-example.org")]
    [InlineData("joe@[bad[]")]
    [InlineData("joe\0@example.org")]
    [InlineData("joe\r\n@example.org")]
    [InlineData("jo\uD800e@example.org")]
    [InlineData("joe@exa\uE000mple.org")]
    public void What_is_no_address_is_refused(string text)
    {
        Assert.False(EmailAddress.TryParse(text, out _));
    }

    // RFC 5321 §4.5.3.1.1
    [Fact]
    public void A_local_part_may_have_64_octets_and_no_more()
    {
        Assert.True(EmailAddress.TryParse(new string('a', 64) + "@example.org", out _));
        Assert.False(EmailAddress.TryParse(new string('a', 65) + "@example.org", out _));
        Assert.False(EmailAddress.TryParse(new string('é', 33) + "@example.org", out _));
    }

    [Fact]
    public void A_login_name_without_a_domain_is_in_the_default_domain()
    {
        Assert.True(EmailAddress.TryParse("Joe", "Example.ORG", out var address));
        Assert.Equal("joe@example.org", address.ToString());
    }

    [Fact]
    public void A_quoted_login_name_with_an_at_in_it_is_in_the_default_domain()
    {
        Assert.True(EmailAddress.TryParse("\"a@b\"", "example.org", out var address));
        Assert.Equal("\"a@b\"@example.org", address.ToString());
    }
}
