using Culver.Connections;
using Culver.Hosting;

namespace Culver;

/// <summary>Tells on standard error what was wrong, in a sentence, and gives the exit code.</summary>
internal static class Complaint
{
    /// <summary>Says one thing.</summary>
    public static int Say(string problem)
    {
        Console.Error.WriteLine($"culver: {problem}");
        return ExitCode.Failed;
    }

    /// <summary>Says what ended a command.</summary>
    public static int About(Exception failure)
    {
        switch (failure)
        {
            case SettingsException settings:
                foreach (var error in settings.Errors)
                    Say(error);
                return ExitCode.Misuse;
            case OperationCanceledException:
                return Say("Cancelled.");
            case ListenException or CertificateException:
                foreach (var line in failure.Message.Split('\n'))
                    Say(line);
                return ExitCode.Failed;
            case IOException or UnauthorizedAccessException or InvalidDataException:
                return Say(failure.Message);
            default:
                Console.Error.WriteLine($"culver: something broke that should not.{Environment.NewLine}{failure}");
                return ExitCode.Failed;
        }
    }
}
