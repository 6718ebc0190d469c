package io.nova.api.objectstore;

import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.ProjectId;
import io.nova.model.UserId;
import java.util.Set;

/** Those who do not sign: they may do what a public access list allows to everybody. */
public final class Anonymous {

    /** Everybody. */
    public static final Caller CALLER =
            new Caller(
                    new UserId("anonymous"),
                    new ProjectId("000000000000"),
                    new AccessKeyId("anonymous"),
                    Set.of());

    private Anonymous() {}

    /** Tells whether this is nobody in particular. */
    public static boolean is(Caller caller) {
        return caller.project().equals(CALLER.project());
    }
}
