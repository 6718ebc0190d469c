package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.image.SigningCertificate;
import io.nova.api.image.SigningCertificates;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Lists the certificates that a project's image bundles are signed with */
@Service
@Command(
        scope = "nova",
        name = "signing-certificate-list",
        description =
                "Lists the certificates that a project's image bundles are signed with."
                        + " Example: nova:signing-certificate-list web")
public final class SigningCertificateListCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference SigningCertificates certificates;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "project", description = "The project's name", required = true)
    @Completion(ProjectNameCompleter.class)
    String project = "";

    static Table table() {
        return new Table("CERTIFICATE", "SUBJECT", "EXPIRES", "ADDED");
    }

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        ProjectId id = projects.getProjectByName(context, project).id();
        Table table = table();
        for (SigningCertificate one : certificates.list(context, id)) {
            table.row(one.id(), one.subject(), one.expires(), one.added());
        }
        Screen.print(table, json, session);
        return null;
    }
}
