using Culver.Pop3.Wire;

namespace Culver.Pop3.Dispatch;

/// <summary>A command as a record: the whole request, typed, without behaviour.</summary>
internal interface IPop3Command<TSelf>
    where TSelf : IPop3Command<TSelf>
{
    /// <summary>Reads what follows the keyword.</summary>
    /// <exception cref="Pop3SyntaxException">It does not follow the grammar.</exception>
    static abstract TSelf Parse(ref Pop3Reader reader);
}
