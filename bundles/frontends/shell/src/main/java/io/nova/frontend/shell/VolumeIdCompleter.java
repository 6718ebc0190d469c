package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.volume.VolumeInventory;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the ids of volumes. */
@Service
public final class VolumeIdCompleter implements Completer {

    @Reference CallerResolver callers;
    @Reference VolumeInventory inventory;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        Volumes.all(inventory, Operator.context(callers))
                .forEach(volume -> ids.getStrings().add(volume.id().value()));
        return ids.complete(session, line, candidates);
    }
}
