using System.Text;
using Culver.Smtp.Wire;
using Microsoft.Extensions.Options;

namespace Culver.Smtp;

/// <summary>Checks all settings before it reports, so that a person mends them in one go.</summary>
internal sealed class SmtpOptionsValidator : IValidateOptions<SmtpOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        List<string> errors = [];
        var host = Encoding.UTF8.GetBytes(options.HostName);
        if (host.Length is 0 or > PathGrammar.MaxDomain || !Ascii.IsValid(host)
            || (PathGrammar.DomainLength(host) != host.Length && !PathGrammar.IsAddressLiteral(host)))
            errors.Add("HostName must be a domain name in ASCII or an address literal.");
        // RFC 5321 §4.5.3.1: what every server must be able to take.
        AtLeast(options.MaxMessageSize, 64 * 1024, nameof(options.MaxMessageSize));
        AtLeast(options.MaxStagedSize, options.MaxMessageSize, nameof(options.MaxStagedSize));
        AtLeast(options.MaxRecipients, 100, nameof(options.MaxRecipients));
        AtLeast(options.MaxCommandLine, 1024, nameof(options.MaxCommandLine));
        AtLeast(options.MaxTextLine, 998, nameof(options.MaxTextLine));
        AtLeast(options.MaxReceivedFields, 1, nameof(options.MaxReceivedFields));
        AtLeast(options.MaxErrors, 1, nameof(options.MaxErrors));
        AtLeast(options.MaxRefusedRecipients, 1, nameof(options.MaxRefusedRecipients));
        AtLeast(options.MaxIdleCommands, 10, nameof(options.MaxIdleCommands));
        if (options.MaxMessageSize > int.MaxValue * 1000L)
            errors.Add($"{nameof(options.MaxMessageSize)} must be at most {int.MaxValue * 1000L}.");
        if (options.MaxCommandLine > 32 * 1024)
            errors.Add($"{nameof(options.MaxCommandLine)} must be at most 32768: it has to fit the connection's read buffer.");
        if (options.CommandTimeout < TimeSpan.FromSeconds(1) || options.DataTimeout < TimeSpan.FromSeconds(1))
            errors.Add("CommandTimeout and DataTimeout must be at least a second.");
        if (!Enum.IsDefined(options.BareLineEnds))
            errors.Add("BareLineEnds must be Refuse or Normalize.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void AtLeast(long value, long least, string setting)
        {
            if (value < least)
                errors.Add($"{setting} must be at least {least}.");
        }
    }
}
