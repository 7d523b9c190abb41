namespace Culver.Imap.Commands.Search;

/// <summary>How much one search may still ask for.</summary>
internal struct SearchBudget(ImapOptions options)
{
    private int _keysLeft = options.MaxSearchKeys;
    private int _textKeysLeft = options.MaxTextKeys;

    public readonly int Depth => options.MaxSearchDepth;

    public readonly int Keys => options.MaxSearchKeys;

    public readonly int TextKeys => options.MaxTextKeys;

    public bool TakeKey() => --_keysLeft >= 0;

    public bool TakeTextKey() => --_textKeysLeft >= 0;
}
