using Grains.Identity;
using Grains.Mitigations;
using Grains.Persistence;
using Microsoft.Extensions.Logging;

namespace Grains.Customers;

/// <content>The member's registration: replaced as a whole, and cancelled together with all that the member has active.</content>
public sealed partial class CustomerGrain
{
    private readonly SemaphoreSlim _writing = new(1);
    private bool _cancels;
    private int _cancellings;

    public async Task<Refused?> Register(Principal by, RegistrationRecord registration)
    {
        if (by.Member != _id)
            return new(RefusalReason.NotApproved, $"{by.Member} may not register for {_id}");
        await _writing.WaitAsync();
        try
        {
            var replacing = registration with { TokenHashBefore = persistent.State.State?.TokenHash };
            return await Store(replacing, RegistrationDocument.Registered(replacing, by)) ? null
                : new(RefusalReason.NotReady, "no room to store the registration; the old one is in force");
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task<RegistrationRecord?> Registration() => Task.FromResult(persistent.State.State);

    /// <summary>
    /// Withdraws first and forgets the registration last: whoever dies in between leaves a registration that can be cancelled again, and what was withdrawn
    /// by then stays withdrawn. Nothing new begins meanwhile; what is just being accepted is withdrawn by the one who asked for it.
    /// </summary>
    public async Task<CancelAnswer> Cancel(Principal by, string? reasons)
    {
        if (by.Member != _id)
            return new(0, new(RefusalReason.NotApproved, $"{by.Member} may not cancel for {_id}"));
        await _writing.WaitAsync();
        (_cancels, _cancellings) = (true, _cancellings + 1);
        try
        {
            var withdrawn = 0;
            foreach (var active in await store.ActiveOfMember(_id))
            {
                var mitigation = GrainFactory.GetGrain<IMitigationGrain>(active.Key);
                if (await mitigation.Status() is not { Runs: true })
                    continue;
                if ((await mitigation.Withdraw(by)).Refused is { Reason: not RefusalReason.NotFound } refused)
                    return new(withdrawn, refused);
                withdrawn++;
            }

            // A repetition finds nothing and is content.
            if (persistent.State.State is null)
                return new(withdrawn, null);
            if (!await Store(null, RegistrationDocument.Cancelled(by, reasons, withdrawn, time.GetUtcNow())))
                return new(withdrawn, new(RefusalReason.NotReady, $"no room to forget the registration; {withdrawn} mitigations were withdrawn, cancel again"));
            LogCancelled(_id, withdrawn, reasons ?? "none given");
            return new(withdrawn, null);
        }
        finally
        {
            _cancels = false;
            _writing.Release();
        }
    }

    /// <summary>False: the store is full, and nothing has changed.</summary>
    private async Task<bool> Store(RegistrationRecord? registration, Storage.LedgerEvent happened)
    {
        try
        {
            persistent.State.Former = registration?.Operator is not null ? null : persistent.State.State?.Operator ?? persistent.State.Former;
            persistent.State.State = registration;
            persistent.State.Events = [happened];
            await persistent.WriteStateAsync();
            persistent.State.Events = [];
            return true;
        }
        catch (Exception failure) when (StoreFailure.Full(failure) is not null)
        {
            await persistent.ReadStateAsync();
            return false;
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    [LoggerMessage(2302, LogLevel.Information, "{Member} cancelled its registration: {Withdrawn} mitigations withdrawn; reasons: {Reasons}", EventName = "Member.Cancelled")]
    private partial void LogCancelled(string member, int withdrawn, string reasons);
}
