package io.nova.model.objectstore;

import static java.util.Objects.requireNonNull;

import io.nova.model.ProjectId;
import java.util.Locale;
import java.util.Optional;

/** To whom a grant of an access list gives a permission. */
public sealed interface Grantee {

    /** Returns the word of the stored form. */
    String word();

    /**
     * Tells whether a caller of the project is meant.
     *
     * @param project empty for callers that did not sign
     */
    boolean includes(Optional<ProjectId> project);

    /**
     * Returns the grantee of the stored form.
     *
     * @throws IllegalArgumentException if the word is none
     */
    static Grantee of(String word) {
        if (Character.isDigit(word.charAt(0))) {
            return new Project(new ProjectId(word));
        }
        String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return name.equals(Service.EC2.name()) ? Service.EC2 : Group.valueOf(name);
    }

    /** A project, S3's canonical user. */
    record Project(ProjectId id) implements Grantee {
        public Project {
            requireNonNull(id, "id");
        }

        @Override
        public String word() {
            return id.value();
        }

        @Override
        public boolean includes(Optional<ProjectId> project) {
            return project.filter(id::equals).isPresent();
        }
    }

    /** The groups that S3 has. */
    enum Group implements Grantee {
        ALL_USERS("AllUsers"),
        AUTHENTICATED_USERS("AuthenticatedUsers"),
        LOG_DELIVERY("LogDelivery");

        private static final String S3 = "http://acs.amazonaws.com/groups/";

        private final String title;

        Group(String title) {
            this.title = title;
        }

        /** Returns the address by which S3 names the group. */
        public String uri() {
            return S3 + (this == LOG_DELIVERY ? "s3/" : "global/") + title;
        }

        /** Returns the group that S3 names by the address. */
        public static Optional<Group> find(String uri) {
            return java.util.Arrays.stream(values())
                    .filter(group -> group.uri().equals(uri))
                    .findFirst();
        }

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public boolean includes(Optional<ProjectId> project) {
            return this == ALL_USERS || (this == AUTHENTICATED_USERS && project.isPresent());
        }
    }

    /** Services of the cloud, which are no project's. */
    enum Service implements Grantee {
        /** The image service, as {@code aws-exec-read} means it. */
        EC2;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean includes(Optional<ProjectId> project) {
            return false;
        }
    }
}
