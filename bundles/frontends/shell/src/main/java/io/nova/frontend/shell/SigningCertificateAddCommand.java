package io.nova.frontend.shell;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.image.SigningCertificate;
import io.nova.api.image.SigningCertificates;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.jspecify.annotations.Nullable;

/** Has a project's image bundles be signed with a certificate's key from now on */
@Service
@Command(
        scope = "nova",
        name = "signing-certificate-add",
        description =
                "Has a project's image bundles be signed with the certificate's key, or that of another of its certificates, from now on."
                        + " Example: nova:signing-certificate-add --project web /root/cert.pem")
public final class SigningCertificateAddCommand implements Action {

    @Reference CallerResolver callers;
    @Reference ProjectService projects;
    @Reference SigningCertificates certificates;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "file", description = "The certificate's file, in PEM", required = true)
    String file = "";

    @Option(name = "--project", description = "The project's name", required = true)
    @Completion(ProjectNameCompleter.class)
    String project = "";

    @Override
    public @Nullable Object execute() throws Exception {
        RequestContext context = Operator.context(callers);
        ProjectId id = projects.getProjectByName(context, project).id();
        String pem = Files.readString(Path.of(file));
        SigningCertificate added = certificates.add(context, id, pem);
        Screen.print(
                SigningCertificateListCommand.table()
                        .row(added.id(), added.subject(), added.expires(), added.added()),
                json,
                session);
        return null;
    }
}
