namespace Culver.Smtp;

/// <summary>
/// Takes messages from clients that logged in: on the submission listeners, and on others once AUTH succeeded. <see cref="MessageOrigin.Login"/> says who
/// it is; whether they may send as whom they say is the sink's to judge.
/// </summary>
public interface ISubmissionSink : IMessageSink;
