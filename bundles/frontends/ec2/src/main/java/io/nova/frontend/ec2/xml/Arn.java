package io.nova.frontend.ec2.xml;

import io.nova.model.ProjectId;

/** The names that EC2's resources have beside those of all other services. */
public final class Arn {

    private Arn() {}

    /**
     * @param kind for example {@code subnet}
     */
    public static String of(String region, ProjectId owner, String kind, Object id) {
        return "arn:aws:ec2:%s:%s:%s/%s".formatted(region, owner, kind, id);
    }
}
