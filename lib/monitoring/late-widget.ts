import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';

/** A widget that is made as the template is: by then all is there that it shows. */
export class LateWidget extends cloudwatch.ConcreteWidget {
  private readonly make: () => cloudwatch.ConcreteWidget;

  constructor(width: number, height: number, make: () => cloudwatch.ConcreteWidget) {
    super(width, height);
    this.make = make;
  }

  toJson(): unknown[] {
    const widget = this.make();
    widget.position(this.x ?? 0, this.y ?? 0);
    return widget.toJson();
  }
}
