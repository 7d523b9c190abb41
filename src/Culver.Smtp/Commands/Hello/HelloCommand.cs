using System.Text;
using Culver.Smtp.Dispatch;
using Culver.Smtp.Wire;

namespace Culver.Smtp.Commands.Hello;

/// <summary>EHLO, HELO and LHLO.</summary>
internal sealed record HelloCommand(string ClientName) : ISmtpCommand<HelloCommand>
{
    // ehlo = "EHLO" SP ( Domain / address-literal ) CRLF
    // helo = "HELO" SP Domain CRLF                               RFC 5321 §4.1.1.1
    public static HelloCommand Parse(ref SmtpReader reader)
    {
        reader.Space("Expected a space and the client's domain name or address literal");
        var name = reader.Token();
        // Liberty, RFC 5321 §4.1.2: names with underscores and the like are common among honest clients and decide nothing here.
        // They are kept to characters that are harmless in a comment, and the trace field does not call them a domain.
        if (name.IsEmpty || name.Length > PathGrammar.MaxDomain || name.IndexOfAnyExcept(HelloName.Bytes) >= 0)
            throw new SmtpSyntaxException("Expected the client's domain name or address literal");
        // RFC 5321 §4.1.1.1: text after the name is tolerated, as some clients still explain themselves.
        return new(Encoding.ASCII.GetString(name));
    }
}
