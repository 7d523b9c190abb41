namespace Culver;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It could not be done; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a setting is wrong; nothing was done.</summary>
    public const int Misuse = 2;
}
