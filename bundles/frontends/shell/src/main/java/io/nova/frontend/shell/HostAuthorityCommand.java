package io.nova.frontend.shell;

import io.nova.api.host.HostMembershipService;
import io.nova.api.identity.CallerResolver;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Prints the certificate of the authority of hosts, for a broker to trust */
@Service
@Command(
        scope = "nova",
        name = "host-authority",
        description =
                "Prints the certificate of the authority of hosts, for a broker to trust."
                        + " Example: nova:host-authority")
public final class HostAuthorityCommand implements Action {

    @Reference CallerResolver callers;
    @Reference HostMembershipService members;
    @Reference Session session;

    @Override
    public @Nullable Object execute() throws Exception {
        session.getConsole().print(members.authority(Operator.context(callers)));
        return null;
    }
}
