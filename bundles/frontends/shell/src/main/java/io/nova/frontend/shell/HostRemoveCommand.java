package io.nova.frontend.shell;

import io.nova.api.host.HostMembershipService;
import io.nova.api.identity.CallerResolver;
import io.nova.model.HostId;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Takes a host out of the cloud; it is refused from then on */
@Service
@Command(
        scope = "nova",
        name = "host-remove",
        description =
                "Takes a host out of the cloud; it is refused from then on."
                        + " Example: nova:host-remove h7")
public final class HostRemoveCommand implements Action {

    @Reference CallerResolver callers;
    @Reference HostMembershipService members;

    @Option(
            name = "--force",
            description = "Also if it has instances or volumes, whose records stay")
    boolean force;

    @Argument(
            name = "host",
            description = "The host's name in the cloud",
            required = true,
            multiValued = true)
    List<String> words = List.of();

    @Override
    public @Nullable Object execute() throws Exception {
        // The shell takes options before arguments only, and people write them at the end.
        List<String> hosts = new ArrayList<>(words);
        force |= hosts.remove("--force");
        if (hosts.size() != 1) {
            throw new IllegalArgumentException("Name one host");
        }
        members.remove(Operator.context(callers), new HostId(hosts.get(0)), force);
        return null;
    }
}
