using System.Security.Cryptography;
using System.Text;

namespace Culver.Hosting;

/// <summary>Where the control socket of a data folder is.</summary>
internal static class ControlSocket
{
    // A socket's path has about a hundred bytes (sun_path); a longer one goes beside the system's temporary files.
    private const int LongestPath = 100;

    /// <summary>The path for a data folder.</summary>
    public static string PathFor(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), "control.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath)
            return path;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)).AsSpan(0, 12));
        return Path.Combine(Path.GetTempPath(), $"culver-{Environment.UserName}-{name}.sock");
    }
}
