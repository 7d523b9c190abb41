using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace Culver.Hosting;

/// <summary>
/// Where settings come from, lowest first: defaults, <c>culver.json</c> (or the file named), environment variables
/// <c>CULVER__Section__Key</c>, the command line.
/// </summary>
public static class SettingsSources
{
    /// <summary>The settings file looked for in the working folder when none is named.</summary>
    public const string FileName = "culver.json";

    /// <summary>What the names of environment variables begin with.</summary>
    public const string EnvironmentPrefix = "CULVER__";

    /// <summary>Puts the sources on top of one another.</summary>
    /// <param name="file">The settings file; null for <see cref="FileName"/> in the working folder, which need not exist.</param>
    /// <param name="commandLine">What the command line says, by the path of the setting.</param>
    /// <exception cref="SettingsException">The file is missing, or is not JSON.</exception>
    public static IConfigurationRoot Build(string? file, IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        var path = Path.GetFullPath(file ?? FileName);
        if (file is not null && !File.Exists(path))
            throw new SettingsException([$"The settings file {path} does not exist."]);
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(path, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .AddInMemoryCollection(commandLine)
                .Build();
        }
        catch (Exception failure) when (failure is InvalidDataException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SettingsException([$"The settings file {path} cannot be read: {(failure.InnerException ?? failure).Message}"]);
        }
    }

    /// <summary>Says in words where the setting at <paramref name="path"/> was last set.</summary>
    internal static string Describe(IConfiguration configuration, string path)
    {
        if (configuration is not IConfigurationRoot root)
            return path;
        foreach (var provider in root.Providers.Reverse())
        {
            if (!provider.TryGet(path, out _) && !provider.GetChildKeys([], path).Any())
                continue;
            return provider switch
            {
                JsonConfigurationProvider json => $"{path} in {Path.GetFileName(json.Source.Path)}",
                EnvironmentVariablesConfigurationProvider => $"environment variable {EnvironmentPrefix}{path.Replace(":", "__", StringComparison.Ordinal)}",
                MemoryConfigurationProvider or CommandLineConfigurationProvider => $"{path} on the command line",
                _ => path,
            };
        }

        return path;
    }
}
