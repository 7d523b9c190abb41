using System.Text;

namespace Culver.Mime.Tests;

public sealed class ScannerSmokeTests
{
    [Fact]
    public void A_two_part_message_is_described()
    {
        var scanner = new MessageScanner();
        scanner.Write(Encoding.UTF8.GetBytes("From: Fred <fred@example.org>\r\nTo: a@b, c@d\r\nSubject: Re: [x] Hällo\r\nDate: Fri, 21 Nov 1997 09:55:06 -0600\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\npre\r\n--b\r\n\r\nHello\r\nWorld\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hi\r\n--b--\r\npost\r\n"));
        var d = scanner.Complete();
        Assert.Equal("(\"Fri, 21 Nov 1997 09:55:06 -0600\" \"Re: [x] =?utf-8?B?SMOkbGxv?=\" ((\"Fred\" NIL \"fred\" \"example.org\")) ((\"Fred\" NIL \"fred\" \"example.org\")) ((\"Fred\" NIL \"fred\" \"example.org\")) ((NIL NIL \"a\" \"b\")(NIL NIL \"c\" \"d\")) NIL NIL NIL NIL)", Encoding.UTF8.GetString(d.Envelope.Span));
        Assert.Equal("((\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 12 1 NIL NIL NIL NIL)(\"text\" \"html\" NIL NIL NIL \"7bit\" 5 0 NIL NIL NIL NIL) \"mixed\" (\"boundary\" \"b\") NIL NIL NIL)", Encoding.UTF8.GetString(d.BodyStructure.Span));
        Assert.Equal("Hello World", d.Preview);
        Assert.Equal("Hällo", d.BaseSubject);
    }
}
