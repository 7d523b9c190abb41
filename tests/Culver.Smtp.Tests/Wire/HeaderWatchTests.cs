using System.Text;
using Culver.Smtp.Session;

namespace Culver.Smtp.Tests.Wire;

public sealed class HeaderWatchTests
{
    [Theory]
    [InlineData("Received: a\r\nReceived: b\r\n\r\nReceived: body\r\n", 2)]
    [InlineData("RECEIVED:a\r\nreceived : b\r\nX-Received: c\r\n\r\n", 2)]
    [InlineData("Subject: x\r\n Received: folded\r\nReceived: b\r\n\r\n", 1)]
    [InlineData("\r\nReceived: a\r\n", 0)]
    [InlineData("Receive\r\nReceived\r\nReceived-SPF: pass\r\nRecReceived: no\r\n\r\n", 0)]
    [InlineData("Received: only", 1)]
    public void Received_fields_are_counted_up_to_the_body(string message, int count)
    {
        var bytes = Encoding.Latin1.GetBytes(message);
        for (var cut = 1; cut <= bytes.Length; cut++)
        {
            var watch = new HeaderWatch();
            for (var i = 0; i < bytes.Length; i += cut)
                watch.Look(bytes.AsSpan(i, Math.Min(cut, bytes.Length - i)));
            Assert.Equal(count, watch.Received);
        }
    }
}
