package io.nova.frontend.s3;

import io.nova.api.identity.AccountDirectory;
import io.nova.model.InvalidParameterException;
import io.nova.model.ProjectId;
import io.nova.model.objectstore.Grantee;
import java.util.Optional;
import java.util.Set;

/** Whom clients mean by the names that access lists have. */
final class Grantees {

    private Grantees() {}

    /** Returns the project, or the service, of the canonical id. */
    static Grantee ofId(AccountDirectory accounts, String id) {
        if (id.equals(Grantee.Service.EC2.word())) {
            return Grantee.Service.EC2;
        }
        Grantee.Project project =
                project(id)
                        .orElseThrow(
                                () -> S3Fault.badArgument("CanonicalUser/ID", id, "Invalid id"));
        if (!accounts.has(project.id())) {
            throw S3Fault.badArgument("CanonicalUser/ID", id, "Invalid id");
        }
        return project;
    }

    private static Optional<Grantee.Project> project(String id) {
        try {
            return Optional.of(new Grantee.Project(new ProjectId(id)));
        } catch (InvalidParameterException e) {
            return Optional.empty();
        }
    }

    /** Returns the group of the address. */
    static Grantee ofUri(String uri) {
        return Grantee.Group.find(uri)
                .orElseThrow(() -> S3Fault.badArgument("Group/URI", uri, "Invalid group uri"));
    }

    /** Returns the project of the one who has the e-mail address. */
    static Grantee ofEmail(AccountDirectory accounts, String address) {
        Set<ProjectId> projects = accounts.ofEmail(address);
        if (projects.size() == 1) {
            return new Grantee.Project(projects.iterator().next());
        }
        throw projects.isEmpty()
                ? new S3Fault(
                                S3Code.UnresolvableGrantByEmailAddress,
                                "The email address you provided does not match any account on"
                                        + " record.")
                        .with("Email", address)
                : new S3Fault(
                                S3Code.AmbiguousGrantByEmailAddress,
                                "The email address you provided is associated with more than one"
                                        + " account.")
                        .with("Email", address);
    }
}
