using System.Globalization;

namespace Culver.MailAuth;

/// <summary>Internationalized domain names as the DNS has them (RFC 5890 §2.3).</summary>
internal static class ALabels
{
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>The name with A-labels. What is no internationalized name stays as it is, and is found to be none when it is looked up.</summary>
    public static string Of(string domain)
    {
        if (domain.All(char.IsAscii))
            return domain;
        try
        {
            return Idn.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain; // the only way IdnMapping says that it is no domain name
        }
    }
}
