package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the names of projects. */
@Service
public final class ProjectNameCompleter implements Completer {

    private static final int MOST = 1000;

    @Reference CallerResolver callers;
    @Reference ProjectService projects;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        projects.listProjects(Operator.context(callers), "", MOST)
                .items()
                .forEach(one -> names.getStrings().add(one.name()));
        return names.complete(session, line, candidates);
    }
}
