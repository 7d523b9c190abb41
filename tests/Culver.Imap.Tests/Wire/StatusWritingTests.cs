using Culver.Imap.Wire;
using Xunit;

namespace Culver.Imap.Tests.Wire;

public sealed class StatusWritingTests
{
    [Fact]
    public void A_tagged_response_has_tag_state_code_and_text()
    {
        Assert.Equal("a1 OK Done it\r\n", Written.By(static w => w.Tagged("a1"u8, ResponseStatus.Ok, null, "Done it")));
        Assert.Equal("a1 NO [TRYCREATE] No such mailbox\r\n", Written.By(static w => w.Tagged("a1"u8, ResponseStatus.No, ResponseCode.TryCreate, "No such mailbox")));
        Assert.Equal("a]1 BAD expected a tag\r\n", Written.By(static w => w.Tagged("a]1"u8, ResponseStatus.Bad, null, "expected a tag")));
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.Tagged("a+"u8, ResponseStatus.Ok, null, "x")));
        Assert.Throws<ArgumentException>(static () => Written.By(static w => w.Tagged("a\r\n"u8, ResponseStatus.Ok, null, "x")));
    }

    [Fact]
    public void Without_a_tag_it_is_untagged() => Assert.Equal("* BAD expected a tag\r\n", Written.By(static w => w.Tagged([], ResponseStatus.Bad, null, "expected a tag")));

    [Fact]
    public void Each_state_has_its_word()
    {
        Assert.Equal("* OK x\r\n", Written.By(static w => w.Status(ResponseStatus.Ok, null, "x")));
        Assert.Equal("* NO x\r\n", Written.By(static w => w.Status(ResponseStatus.No, null, "x")));
        Assert.Equal("* BAD x\r\n", Written.By(static w => w.Status(ResponseStatus.Bad, null, "x")));
        Assert.Equal("* PREAUTH x\r\n", Written.By(static w => w.Status(ResponseStatus.PreAuth, null, "x")));
        Assert.Equal("* BYE x\r\n", Written.By(static w => w.Status(ResponseStatus.Bye, null, "x")));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Written.By(static w => w.Status((ResponseStatus)9, null, "x")));
    }

    [Theory]
    [InlineData("", "* OK Done\r\n")]
    [InlineData("  ", "* OK Done\r\n")]
    [InlineData(" a b ", "* OK a b\r\n")]
    [InlineData("a\r\nb\0c\u007f!", "* OK a  b c !\r\n")]
    [InlineData("[ALERT] x", "* OK (ALERT] x\r\n")]
    [InlineData("a [b]", "* OK a [b]\r\n")]
    [InlineData("\u00e9\ud83d\ude00", "* OK ??\r\n")]
    [InlineData(" ~", "* OK ~\r\n")]
    public void The_text_is_never_empty_and_stays_on_its_line(string text, string written) =>
        Assert.Equal(written, Written.By(w => w.Status(ResponseStatus.Ok, null, text)));

    [Fact]
    public void An_empty_text_becomes_what_the_state_says()
    {
        Assert.Equal("* NO Not done\r\n", Written.By(static w => w.Status(ResponseStatus.No, null, "")));
        Assert.Equal("* BAD Not done\r\n", Written.By(static w => w.Status(ResponseStatus.Bad, null, "")));
        Assert.Equal("* PREAUTH Welcome\r\n", Written.By(static w => w.Status(ResponseStatus.PreAuth, null, "")));
        Assert.Equal("* BYE Goodbye\r\n", Written.By(static w => w.Status(ResponseStatus.Bye, null, "")));
    }

    [Fact]
    public void With_utf8_the_text_may_have_letters_of_all_kinds() =>
        Assert.Equal("* OK \u00c3\u00a9\u00f0\u009f\u0098\u0080\r\n", Written.By(static w => w.Status(ResponseStatus.Ok, null, "\u00e9\ud83d\ude00"), WireMode.Utf8));

    [Fact]
    public void After_a_code_the_text_may_begin_with_a_bracket() =>
        Assert.Equal("* OK [ALERT] [x]\r\n", Written.By(static w => w.Status(ResponseStatus.Ok, ResponseCode.Alert, "[x]")));

    [Fact]
    public void A_continuation_request_has_text()
    {
        Assert.Equal("+ Ready\r\n", Written.By(static w => w.ContinuationRequest("Ready")));
        Assert.Equal("+ Ready\r\n", Written.By(static w => w.ContinuationRequest("")));
        Assert.Equal("+ (x]\r\n", Written.By(static w => w.ContinuationRequest("[x]")));
        Assert.Equal("+ idling\r\n", Written.By(static w => w.ContinuationRequest("idling")));
    }

    [Fact]
    public void A_challenge_is_base64()
    {
        Assert.Equal("+ \r\n", Written.By(static w => w.ContinuationRequest([])));
        Assert.Equal("+ YWI=\r\n", Written.By(static w => w.ContinuationRequest("ab"u8)));
        var challenge = new byte[9000];
        Assert.Equal($"+ {Convert.ToBase64String(challenge)}\r\n", Written.By(w => w.ContinuationRequest(challenge)));
    }

    [Fact]
    public void Codes_are_written_as_their_rfc_says()
    {
        Assert.Equal("[UIDNEXT 5]", Code(ResponseCode.Numbered("UIDNEXT", 5)));
        Assert.Equal("[APPENDUID 38505 3955]", Code(ResponseCode.AppendUid(38505, 3955)));
        Assert.Equal("[APPENDUID 38505 3955:3957]", Code(ResponseCode.AppendUid(38505, 3955, 3956, 3957)));
        Assert.Equal("[COPYUID 38505 304,319:320 3956:3958]", Code(ResponseCode.CopyUid(38505, [304, 319, 320], [3956, 3957, 3958])));
        Assert.Equal("[MODIFIED 7,9]", Code(ResponseCode.Modified(NumberRanges.Of([new(9, 9), new(7, 7)]))));
        Assert.Equal("[BADCHARSET (US-ASCII UTF-8)]", Code(ResponseCode.BadCharset("US-ASCII", "UTF-8")));
        Assert.Equal("[PERMANENTFLAGS (\\Deleted \\*)]", Code(ResponseCode.PermanentFlags("\\Deleted", "\\*")));
        Assert.Equal("[PERMANENTFLAGS ()]", Code(ResponseCode.PermanentFlags()));
        Assert.Equal("[CAPABILITY IMAP4rev1 AUTH=PLAIN]", Code(ResponseCode.Capability("IMAP4rev1", "AUTH=PLAIN")));
        Assert.Equal("[MAILBOXID (F1-a_b)]", Code(ResponseCode.MailboxId("F1-a_b")));
        Assert.Equal("[X-OTHER]", Code(ResponseCode.Of("X-OTHER")));
    }

    [Fact]
    public void Codes_of_one_atom_have_the_names_their_rfcs_give()
    {
        var names = typeof(ResponseCode).GetProperties(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public)
            .Select(static property => (property.Name, Code: Code((ResponseCode)property.GetValue(null)!)));
        Assert.Equal(
            "[ALERT] [ALREADYEXISTS] [AUTHENTICATIONFAILED] [AUTHORIZATIONFAILED] [CANNOT] [CLIENTBUG] [CLOSED] [COMPRESSIONACTIVE] [CONTACTADMIN] "
            + "[CORRUPTION] [EXPIRED] [EXPUNGEISSUED] [HASCHILDREN] [INUSE] [LIMIT] [NOMODSEQ] [NONEXISTENT] [NOPERM] [NOTSAVED] [OVERQUOTA] [PARSE] "
            + "[PRIVACYREQUIRED] [READ-ONLY] [READ-WRITE] [SERVERBUG] [TOOBIG] [TRYCREATE] [UIDNOTSTICKY] [UNAVAILABLE] [UNKNOWN-CTE] [USEATTR]",
            string.Join(' ', names.Select(static pair => pair.Code).Order(StringComparer.Ordinal)));
        Assert.All(names, static pair => Assert.Equal(pair.Name.ToUpperInvariant(), pair.Code.Trim('[', ']').Replace("-", "")));
    }

    private static string Code(ResponseCode code) => Written.By(w => w.Status(ResponseStatus.Ok, code, "x"))[5..^4];
}
