package io.nova.manager.objectstore;

/**
 * How far a walk over a bucket has come, for whoever goes on with it.
 *
 * @param bucket the bucket's handle
 * @param after the id of the last record that was looked at; empty at the beginning
 */
record LifecycleWalk(String bucket, Stage stage, String after) {

    /** What is walked over, one after the other. */
    enum Stage {
        OBJECTS,
        VERSIONS,
        UPLOADS,
        DONE
    }

    static LifecycleWalk of(String bucket) {
        return new LifecycleWalk(bucket, Stage.OBJECTS, "");
    }

    LifecycleWalk at(String id) {
        return new LifecycleWalk(bucket, stage, id);
    }

    LifecycleWalk next() {
        Stage next =
                switch (stage) {
                    case OBJECTS -> Stage.VERSIONS;
                    case VERSIONS -> Stage.UPLOADS;
                    case UPLOADS, DONE -> Stage.DONE;
                };
        return new LifecycleWalk(bucket, next, "");
    }
}
