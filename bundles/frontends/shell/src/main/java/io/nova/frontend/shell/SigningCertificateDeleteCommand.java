package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.image.SigningCertificates;
import io.nova.model.RequestContext;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** Takes back a certificate that a project's image bundles are signed with */
@Service
@Command(
        scope = "nova",
        name = "signing-certificate-delete",
        description =
                "Takes back a certificate that a project's image bundles are signed with; without any, they need no signature."
                        + " Example: nova:signing-certificate-delete --project web 0123456789abcdef0123456789abcdef01234567")
public final class SigningCertificateDeleteCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference SigningCertificates certificates;

    @Argument(
            name = "certificate",
            description = "The certificate's id, as nova:signing-certificate-list tells it",
            required = true)
    String id = "";

    @Option(name = "--project", description = "The project's name", required = true)
    @Completion(ProjectNameCompleter.class)
    String project = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        certificates.delete(context, projects.getProjectByName(context, project).id(), id);
        return null;
    }
}
