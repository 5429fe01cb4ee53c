"""What the review room is asked: papers that wait, who may review, the load of each, what came back."""
