namespace Culver.Connections;

/// <summary>One direction of a socket, as its wait sees it.</summary>
internal interface ISocketDirection<out TResult>
{
    /// <summary>What a read or a flush that is over came to.</summary>
    TResult Result();
}
