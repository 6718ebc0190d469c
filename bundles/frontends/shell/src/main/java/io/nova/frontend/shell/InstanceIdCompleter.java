package io.nova.frontend.shell;

import io.nova.api.compute.InstanceService;
import io.nova.api.identity.CallerResolver;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the ids of instances. */
@Service
public final class InstanceIdCompleter implements Completer {

    @Reference CallerResolver callers;
    @Reference InstanceService instances;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter ids = new StringsCompleter();
        Instances.all(instances, Operator.context(callers), instance -> true)
                .forEach(instance -> ids.getStrings().add(instance.id().value()));
        return ids.complete(session, line, candidates);
    }
}
